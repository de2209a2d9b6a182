"""Who has access to which machines: `/coverage`.

facts (the store's rows) + area (communes) → survey (distances) → gaps, compare → view (page, CSV)
"""
