"""stub"""
COMMANDS = ()
