"""The command `moderate`: what waits, every act of the moderators' pages, the log, the undo."""

from server.cli.moderating import others, seen, sources
from server.cli.moderating.group import moderate

for command in (*seen.COMMANDS, *sources.COMMANDS, *others.COMMANDS):
    moderate.add_command(command)

COMMANDS = (moderate,)
