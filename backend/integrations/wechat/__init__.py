"""WeChat's server API, behind our own words. The only package that knows wechatpy."""
