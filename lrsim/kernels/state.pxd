"""Where a state, as callers keep it from one call to the next, holds what."""
from lrsim.kernels.reduce_on_plateau cimport WATCH
from lrsim.kernels.rules.factors cimport MEMORY
from lrsim.kernels.rules.updates cimport SLOTS


cdef enum:
    SLOTS_X_AT = 2                                  # the position comes first
    SLOTS_Y_AT = SLOTS_X_AT + SLOTS
    MEMORY_AT = SLOTS_Y_AT + SLOTS
    WATCH_AT = MEMORY_AT + MEMORY
    STATE = WATCH_AT + WATCH                        # doubles in all
