"""Where do pictures lie? In a folder of this machine, or in any S3-compatible store."""
