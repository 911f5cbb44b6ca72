"""What to visit and how politely: settings, spiders, middlewares, the miniature site, the command line."""
