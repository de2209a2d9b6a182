"""What a lab's file links to and is gathered with it: calendars, SpaceAPI documents, Open Know-How manifests.

links of the judged file ──▶ gather (fetch, polite) ──▶ read (in a judging process) ──▶ kept in `feeds`
file + what feeds gave ──▶ judged as one ──▶ one graph, one verdict
"""
