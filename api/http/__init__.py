"""What stands between the web server and the routes: middlewares, bodies, and the work behind them."""
