"""The wall board (投屏): what everybody in the room may see of the meeting, on a second display, live."""
