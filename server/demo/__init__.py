"""The sample network at work on this machine, each lab on a web server of its own."""
