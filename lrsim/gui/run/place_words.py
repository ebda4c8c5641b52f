"""What the surface is like at a place: coordinates, loss and gradient, in words."""

from __future__ import annotations

import numpy as np

from lrsim.surfaces import Surface
from lrsim.text.messages import say
from lrsim.text.numbers import number

__all__ = ["place_in_words"]


def place_in_words(surface: Surface, x: float, y: float) -> str:
    """Return what is read at a point of the picture; in 1-D its height does not matter."""
    with np.errstate(all="ignore"):  # outside of where a formula has a value, it has none
        if surface.dimensions == 1:
            position = np.array([x])
            loss, gradient = float(surface(position)), surface.gradient(position)
            return say(
                "x {x} · loss {loss} · slope {slope}",
                x=number(x),
                loss=number(loss),
                slope=number(float(gradient[0])),
            )
        position = np.array([x, y])
        loss, gradient = float(surface(position)), surface.gradient(position)
        return say(
            "x {x}, y {y} · loss {loss} · gradient ({across}, {up})",
            x=number(x),
            y=number(y),
            loss=number(loss),
            across=number(float(gradient[0])),
            up=number(float(gradient[1])),
        )
