"""The optimizers of the catalogue."""

# The listing follows the order of definition.
# isort: off
from lrsim.catalogue.entries import parse
from lrsim.optimizers.base import Optimizer, check_kernels
from lrsim.optimizers.descents import (
    Asgd,
    Lion,
    ScheduleFreeSgd,
    Sgd,
    SignSgd,
)
from lrsim.optimizers.adam_family import (
    AdaBelief,
    Adam,
    Adamax,
    AdamW,
    Adan,
    Nadam,
    Radam,
    ScheduleFreeAdamW,
    Yogi,
)
from lrsim.optimizers.adaptive import Adadelta, Adagrad, Rmsprop, Rprop
from lrsim.optimizers.searches import (
    Armijo,
    BarzilaiBorwein,
    ExactLineSearch,
    Newton,
    Polyak,
    Prodigy,
)

# isort: on

check_kernels()

__all__ = [
    "AdaBelief",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Armijo",
    "Asgd",
    "BarzilaiBorwein",
    "ExactLineSearch",
    "Lion",
    "Nadam",
    "Newton",
    "Optimizer",
    "Polyak",
    "Prodigy",
    "Radam",
    "Rmsprop",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeSgd",
    "Sgd",
    "SignSgd",
    "Yogi",
    "optimizer",
]


def optimizer(spec: str) -> Optimizer:
    """Return the optimizer that a spec string names.

    Parameters
    ----------
    spec : str
        Its name in the catalogue and maybe parameters: ``name:key=value,key=value``.

    Returns
    -------
    Optimizer
        One entry of `lrsim.optimizers`.

    Raises
    ------
    InputError
        When there is no such optimizer or parameter, or a value is out of bounds.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.optimizer("sgd:momentum=0.9,nesterov=true").momentum
    0.9
    """
    return parse(Optimizer, spec)
