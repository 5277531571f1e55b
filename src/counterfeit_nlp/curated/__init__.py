"""Files that people keep by hand: read with lines, each value checked, findings that teach."""
