"""What a web server takes: `uvicorn api.main:app` from a checkout, `unmap serve` from anywhere."""

from __future__ import annotations

from unmap.memory import importing

with importing():
    from .application import create_app

app = create_app(ahead=True, follow=True)
