"""Whether what loops compute is still wanted: a flag that another thread may raise while they run."""
from libc.stdint cimport uint8_t


cdef inline bint is_cancelled(const uint8_t *flag) noexcept nogil:
    """Tell whether a flag is raised; NULL never is. A byte is read whole, so no lock is needed."""
    return flag != NULL and (<const volatile uint8_t*>flag)[0] != 0
