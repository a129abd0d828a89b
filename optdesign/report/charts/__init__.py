"""Pictures of runs: `data` says what a chart is, the other modules make and draw them.

A chart is plain data made from a stored run. The HTML report draws it in the browser, `drawing`
as PNG, SVG or PDF; there is no other way to a picture.
"""
