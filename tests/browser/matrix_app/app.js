App({
  started: 0,
  onLaunch(options) {
    this.started += 1;
    this.launchedAt = options.path;
  },
});
