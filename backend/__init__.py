"""Shiliu's backend: use cases, the API in front of them and the jobs behind them."""
