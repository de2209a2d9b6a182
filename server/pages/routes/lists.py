"""The addresses of what the labs have and share, listed over the whole network."""

from server.pages import guide_index, labs, lending, machines, planned, projects, trainings
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/labs", "labs", labs.index),
    ("/machines", "machines", machines.index),
    ("/guides", "guides", guide_index.page),
    ("/projects", "projects", projects.index),
    ("/trainings", "trainings", trainings.index),
    ("/lending", "lending", lending.index),
    ("/planned", "planned", planned.index),
)
