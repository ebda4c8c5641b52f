"""What the digest is made of: spec strings of every entry, experiments drawn at random, and what a case is.

The lists stand here and are not read from the catalogue: what the catalogue gains later changes no digest.
"""
# ruff: noqa: SIM905 - long lists of words read better as a text

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import lrsim

SURFACES = """
quadratic quartic abs huber log-cosh double-well bumpy-parabola rastrigin-1d gramacy-lee forrester plateau
cliff shower bowl long-valley rosenbrock himmelblau beale booth matyas three-hump-camel six-hump-camel
styblinski-tang goldstein-price saddle monkey-saddle edge-of-stability mccormick rastrigin ackley griewank
levy-13 easom branin formula quadratic:escape=inf quadratic:escape=20 huber:delta=0.25 bumpy-parabola:a=3
rastrigin-1d:a=2 plateau:width=0.3 cliff:height=40,steepness=5 shower:escape=1e6 long-valley:kappa=50
long-valley:kappa=0.2 long-valley:kappa=1000,escape=inf rosenbrock:a=0.5,b=10 rosenbrock:a=-1,b=1
rastrigin:a=1 ackley:a=5,b=0.5,c=3 saddle:escape=30 monkey-saddle:escape=1e9 edge-of-stability:escape=12
""".split()

FORMULAS = """
x**4-3*x**2+x
0.5*x**2+sin(3*x)
exp(x)+exp(-2*x)
log(1+x**2)
sqrt(1+x**2),low=-8,high=8
abs(x)+0.1*cos(20*x)
max(x**2,3*x-1)
min((x-1)**2,0.5+(x+2)**2)
tanh(x)**2+0.01*x**2
(x-2)**2/(1+0.3*x**2)
cosh(0.5*x)-0.2*sinh(x)
abs(x)**1.5
x**2+y**2
x**2+10*sin(y)**2
(1-x)**2+20*(y-x**2)**2,low=-2,high=2
0.5*(1-x*y)**2,low=-3,high=3
exp(0.3*x)*y**2+0.5*(x+1)**2
log(2+x*y+x**2+y**2)
sqrt(0.01+x**2+4*y**2)+0.05*x
floor(x)*0.1+x**2+y**2
tan(0.1*x)**2+abs(y-x)
x**2*pi/e+(y-1)**4,escape=500
""".split()

OPTIMIZERS = """
sgd sgd:momentum=0.9 sgd:momentum=0.9,nesterov=true sgd:momentum=0.5,dampening=0.3,weight_decay=0.01
sgd:weight_decay=0.1 sgd:momentum=0.99 asgd asgd:t0=5,lambd=0.01,alpha=0.5,weight_decay=0.05 signsgd lion
lion:beta1=0.8,beta2=0.5,weight_decay=0.1 schedule-free-sgd
schedule-free-sgd:beta1=0.5,weight_lr_power=1,weight_decay=0.01 adam adam:beta2=0.99 adam:amsgrad=true
adam:beta1=0.5,beta2=0.9,eps=0.01,weight_decay=0.1 adam:beta1=0 adamw adamw:weight_decay=0.5,amsgrad=true
nadam nadam:momentum_decay=0.1,weight_decay=0.1,decoupled_weight_decay=true nadam:weight_decay=0.2 radam
radam:beta2=0.9,weight_decay=0.1 radam:weight_decay=0.1,decoupled_weight_decay=true adamax
adamax:beta1=0.7,eps=0.001,weight_decay=0.02 adabelief adabelief:beta2=0.9,eps=1e-8,eps_root=1e-8 yogi
yogi:beta1=0.5,initial_accumulator_value=0.1 adan adan:beta1=0.8,beta2=0.7,beta3=0.9,weight_decay=0.1
schedule-free-adamw schedule-free-adamw:beta1=0.8,weight_decay=0.1,weight_lr_power=0 adagrad
adagrad:lr_decay=0.1,initial_accumulator_value=0.5,weight_decay=0.01 adadelta
adadelta:rho=0.5,eps=0.001,weight_decay=0.1 rmsprop rmsprop:momentum=0.9,centered=true
rmsprop:alpha=0.5,weight_decay=0.1 rmsprop:centered=true rprop rprop:etaminus=0.3,etaplus=1.5,step_max=1
newton exact-line-search armijo armijo:c1=0.3,shrink=0.8 barzilai-borwein barzilai-borwein:short=true polyak
prodigy prodigy:d0=0.01,d_coef=2,weight_decay=0.01,safeguard_warmup=true prodigy:beta1=0.5,beta3=0.7
""".split()

SCHEDULES = """
constant constant:warmup=10 step step:step_size=7,gamma=0.5 step:step_size=20,gamma=1.5,warmup=5 multistep
multistep:milestones=10;25;60,gamma=0.3 multistep:milestones=4,warmup=9 exponential
exponential:gamma=0.8,warmup=3 exponential:gamma=1.05 linear
linear:start_factor=1,end_factor=0,total_iters=40 linear:warmup=12 polynomial
polynomial:total_iters=60,power=2 polynomial:power=0.5,warmup=4 cosine-annealing
cosine-annealing:t_max=30,eta_min=0.001 cosine-annealing:warmup=20 cosine-warm-restarts
cosine-warm-restarts:t_0=10,t_mult=2 cosine-warm-restarts:t_0=7,eta_min=0.002,warmup=6 cyclic
cyclic:step_size_up=5,step_size_down=9 cyclic:base_lr=0.001,step_size_up=8,mode=triangular2
cyclic:step_size_up=6,mode=exp_range,gamma=0.97,warmup=3 one-cycle
one-cycle:anneal_strategy=linear,pct_start=0.4 one-cycle:three_phase=true,div_factor=10,final_div_factor=100
one-cycle:total_steps=80,warmup=5 reduce-on-plateau reduce-on-plateau:factor=0.5,patience=2,threshold=0.01
reduce-on-plateau:patience=0,threshold_mode=abs,cooldown=4
reduce-on-plateau:factor=0.3,patience=3,min_lr=0.001,warmup=8 inverse-time
inverse-time:decay_steps=10,decay_rate=0.5,staircase=true inverse-time:decay_rate=2,warmup=5 inverse-sqrt
inverse-sqrt:timescale=20,warmup=10 warmup-stable-decay warmup-stable-decay:decay=cosine,warmup=10
warmup-stable-decay:total_steps=90,decay_steps=30,decay=1-sqrt,final_factor=0.1 tanh tanh:lower=-3,upper=2
tanh:total_steps=70,warmup=7 piecewise piecewise:points=3:0.5;20:2;50:0 formula formula:lr/(1+0.1*step)
formula:0.1*0.95**step formula:lr*(1+cos(pi*step/steps))/2,warmup=5 formula:max(lr*lr,0.01)+0*steps drawn
drawn:points=3:0.5;20:2;70:0.1 drawn:points=0:1;30:0.2,warmup=4 sequential
sequential:schedules=[linear:total_iters=9];[step:step_size=4];[constant],milestones=10;60
sequential:schedules=[exponential:warmup=6];[cyclic:step_size_up=9,warmup=3]
""".split()

STEPS = (1, 2, 7, 30, 50, 50, 100, 100, 200, 200, 500, 1000)
SEEDS = (0, 1, 7, 12345, 2**31, 2**63 - 1)

Given = dict[str, Any]
"""Arguments by name; their text is what a comparison shows of a case."""


class Draw(random.Random):
    """Seeded draws; numbers are rounded to a few digits, so that no library's last bit is in them."""

    def lr(self, low: float = -3.0, high: float = 0.6) -> float:
        """Return a learning rate between two powers of ten."""
        return float(f"{10.0 ** self.uniform(low, high):.3g}")

    def lrs(self, count: int) -> list[float]:
        """Return learning rates in any order, with 0, a large one and one of them twice."""
        lrs = [self.lr(-5.0, 1.0) for _ in range(count)]
        return [*lrs, 0.0, lrs[0], 1e3]

    def number(self, low: float, high: float) -> float:
        """Return a number of a few digits between two."""
        return float(f"{self.uniform(low, high):.5g}")

    def maybe(self, share: float) -> bool:
        """Return True with the given probability."""
        return self.random() < share

    def surface(self) -> str:
        """Return the spec string of a surface, now and then of a formula."""
        if self.maybe(0.25):
            return f"formula:{self.choice(FORMULAS)}"
        return self.choice(SURFACES)

    def start(self, surface: str) -> tuple[float, ...]:
        """Return a start in the surface's domain, or a little outside of it."""
        reach = self.choice((1.0, 1.0, 1.0, 1.5))
        sides = [(0.5 * (a + b), 0.5 * (b - a)) for a, b in lrsim.surface(surface).domain]
        return tuple(self.number(mid - reach * half, mid + reach * half) for mid, half in sides)

    def dial(self, steps: int) -> list[tuple[int, float]]:
        """Return a history of the dial, mostly an empty one."""
        moves = self.choice((0, 0, 0, 1, 2, 4))
        at = sorted(self.sample(range(steps), min(moves, steps)))
        return [(step, self.lr()) for step in at]

    def noise(self) -> float:
        """Return a standard deviation of the gradient's noise, above 0."""
        return self.choice((0.01, 0.1, 0.5, 1.0, 3.0))

    def runner(self, surface: str, steps: int, **given: Any) -> Given:
        """Return the arguments of `lrsim.Runner`, name aside; what is given is not drawn."""
        drawn = {
            "optimizer": self.choice(OPTIMIZERS),
            "schedule": self.choice(SCHEDULES) if self.maybe(0.6) else "constant",
            "lr": None if self.maybe(0.1) else self.lr(),
            "dial": self.dial(steps),
        }
        if self.maybe(0.15):
            dimensions = lrsim.surface(surface).dimensions
            drawn["lr_scale"] = [self.number(0.05, 2.0) for _ in range(dimensions)]
        return drawn | given

    def common(self, **given: Any) -> Given:
        """Return the arguments of `lrsim.Experiment`, runners aside; what is given is not drawn."""
        surface = given.get("surface") or self.surface()
        drawn = {"surface": surface, "steps": self.choice(STEPS), "seed": self.choice(SEEDS)}
        if self.maybe(0.7):
            drawn["start"] = self.start(surface)
        return drawn | given

    def single(self, **given: Any) -> Given:
        """Return the arguments of `lrsim.run`; what is given is not drawn."""
        own = {key: given.pop(key) for key in ("surface", "steps", "noise") if key in given}
        common = self.common(**own)
        return common | self.runner(common["surface"], common["steps"], **given)

    def several(self, runners: int, **given: Any) -> Given:
        """Return what `experiment` takes: the arguments of an experiment of so many runners."""
        common = self.common(**given)
        names = (f"Runner {k + 1}" for k in range(runners))
        drawn = [{"name": name} | self.runner(common["surface"], common["steps"]) for name in names]
        return common | {"runners": drawn}


def experiment(given: Given) -> lrsim.Experiment:
    """Return the experiment that `Draw.several` has described."""
    runners = [lrsim.Runner(**runner) for runner in given["runners"]]
    return lrsim.Experiment(**given | {"runners": runners})


class Case(NamedTuple):
    """One case: `compute` returns numbers, texts, arrays, and lists and tables of these."""

    group: str
    text: str
    compute: Callable[[], Any]


def drawn(group: str, count: int) -> Iterator[Draw]:
    """Yield a draw for each case of a group; each has its own seed, so that groups may grow."""
    for index in range(count):
        yield Draw(f"{group} {index}")


def case(group: str, compute: Callable[[Any], Any], given: Any) -> Case:
    """Return the case of a function and its one argument, which is the text too."""
    return Case(group, str(given), partial(compute, given))
