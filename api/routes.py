"""Routes whose parameters are read by their model alone."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, get_args, get_type_hints

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .parameters import Parameters, refuse_repeats
from .service import TheService, service_of

_TAKES = {"request", "service", "query"}


class ModelRoute(APIRoute):
    """A route of `request`, `service` and `query`, a model of all its parameters.

    FastAPI looks every field of such a model up by itself before it hands them to the model: for a collection's thirty
    parameters that takes a millisecond, more than the answer. The definition of the API is still made from the model.
    Routes that take anything else are as FastAPI makes them.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give what handles a request."""
        hints = get_type_hints(self.endpoint, include_extras=True)
        model = next(iter(get_args(hints.get("query"))), None)
        if set(hints) - {"return"} != _TAKES or hints["service"] != TheService or model is None or not _is_model(model):
            return super().get_route_handler()
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            await refuse_repeats(request)
            try:
                query = model.model_validate(dict(request.query_params))
            except ValidationError as error:
                raise RequestValidationError(error.errors()) from None
            answer: Response = await endpoint(request=request, service=service_of(request), query=query)
            return answer

        return handle


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Parameters)
