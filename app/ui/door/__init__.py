"""The door: what a scan on any screen is answered, the kiosk, badges and the history of scans."""
