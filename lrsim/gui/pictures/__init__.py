"""Pictures to take along: what can be asked for, and a widget written as PNG or SVG."""
