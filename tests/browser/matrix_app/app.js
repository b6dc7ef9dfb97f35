App({
  started: 0,
  onLaunch(options) {
    this.started += 1;
    this.launchedAt = options.path;
    this.sees = [typeof window, typeof document, typeof localStorage].join();
  },
});
