"""What the hub tells of a source: its timeline, feed, badge, how often it is read; and what labs may ask for."""
