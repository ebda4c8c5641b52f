"""The numbers by which callers name surfaces and rules."""


cpdef enum SurfaceCode:
    QUADRATIC
    DOUBLE_WELL
    SHOWER
    BOWL
    LONG_VALLEY
    ROSENBROCK
    HIMMELBLAU


cpdef enum RuleCode:
    PLAIN
    HEAVY_BALL
    MOMENTUM
    ADAM
