"""What stands in for WeChat on machines that cannot reach it. The product never imports this."""
