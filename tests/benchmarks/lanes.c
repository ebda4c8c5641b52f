/* Many learning rates at once, as one would write it by hand for the compiler to turn into vector instructions: the
   yardstick for batches. Blocks of 32 lanes in local arrays; the outputs are those of lrsim's lanes: last position
   and loss, lowest loss and its step, the last index above a limit, and whether the lane exploded. */
#include <float.h>
#include <math.h>

#define LANES 32
#define OUT 7

static inline double rosenbrock(double x, double y, double *gx, double *gy)
{
    double across = y - x * x, along = 1.0 - x;
    *gx = -2.0 * along - 400.0 * x * across;
    *gy = 200.0 * across;
    return along * along + 100.0 * (across * across);
}

static inline double quadratic(double x, double y, double *gx, double *gy)
{
    *gx = 2.0 * x;
    *gy = 0.0;
    return x * x;
}

#define SGD(NAME, SURFACE, MOMENTUM)                                                                               \
    void NAME(const double *lr, const double *mu, long lanes, long n, double x0, double y0, double limit, double *out) \
    {                                                                                                              \
        for (long b = 0; b < lanes; b += LANES) {                                                                  \
            double x[LANES], y[LANES], gx[LANES], gy[LANES], f[LANES], bx[LANES], by[LANES];                       \
            double best[LANES], step[LANES], above[LANES], inside[LANES];                                          \
            for (int l = 0; l < LANES; l++) {                                                                      \
                x[l] = x0, y[l] = y0, bx[l] = by[l] = 0.0;                                                         \
                f[l] = SURFACE(x0, y0, &gx[l], &gy[l]);                                                            \
                best[l] = f[l], step[l] = 0.0, above[l] = f[l] <= limit ? -1.0 : 0.0, inside[l] = 1.0;             \
            }                                                                                                      \
            for (long k = 1; k <= n; k++) {                                                                        \
                double index = (double)k;                                                                          \
                for (int l = 0; l < LANES; l++) {                                                                  \
                    double dx = gx[l], dy = gy[l], g, h;                                                           \
                    if (MOMENTUM) {                                                                                \
                        bx[l] = dx = mu[b + l] * bx[l] + dx;                                                       \
                        by[l] = dy = mu[b + l] * by[l] + dy;                                                       \
                    }                                                                                              \
                    double u = x[l] - lr[b + l] * dx, v = y[l] - lr[b + l] * dy;                                   \
                    double loss = SURFACE(u, v, &g, &h);                                                           \
                    double least = loss < best[l] ? loss : best[l];                                                \
                    step[l] = least >= best[l] ? step[l] : index; /* the other way gcc makes it a masked store */  \
                    best[l] = least;                                                                               \
                    above[l] = loss <= limit ? above[l] : index;                                                   \
                    double in = inside[l];                                                                         \
                    in = fabs(loss) <= DBL_MAX ? in : 0.0;                                                         \
                    in = fabs(u) <= 1000.0 ? in : 0.0;                                                             \
                    in = fabs(v) <= 1000.0 ? in : 0.0;                                                             \
                    inside[l] = in;                                                                                \
                    x[l] = u, y[l] = v, gx[l] = g, gy[l] = h, f[l] = loss;                                         \
                }                                                                                                  \
                if (k % 32 == 0) { /* leave when all have exploded */                                              \
                    double any = 0.0;                                                                              \
                    for (int l = 0; l < LANES; l++)                                                                \
                        any += inside[l];                                                                          \
                    if (any == 0.0)                                                                                \
                        break;                                                                                     \
                }                                                                                                  \
            }                                                                                                      \
            for (int l = 0; l < LANES; l++) {                                                                      \
                double *row = out + OUT * (b + l);                                                                 \
                row[0] = x[l], row[1] = y[l], row[2] = f[l], row[3] = best[l];                                     \
                row[4] = step[l], row[5] = above[l], row[6] = inside[l];                                           \
            }                                                                                                      \
        }                                                                                                          \
    }

SGD(rosenbrock_sgd, rosenbrock, 0)
SGD(rosenbrock_momentum, rosenbrock, 1)
SGD(quadratic_sgd, quadratic, 0)

/* With libm's functions, one lane after the other: what a loop with sin and cos costs without vectors of them. */
#define SCALAR(NAME, SURFACE)                                                                                      \
    void NAME(const double *lr, const double *mu, long lanes, long n, double x0, double y0, double limit, double *out) \
    {                                                                                                              \
        for (long l = 0; l < lanes; l++) {                                                                         \
            double x = x0, y = y0, gx, gy, f = SURFACE(x, y, &gx, &gy), best = f, above = 0.0, step = 0.0;         \
            for (long k = 1; k <= n; k++) {                                                                        \
                x -= lr[l] * gx, y -= lr[l] * gy;                                                                  \
                f = SURFACE(x, y, &gx, &gy);                                                                       \
                if (f < best)                                                                                      \
                    best = f, step = (double)k;                                                                    \
                if (!(f <= limit))                                                                                 \
                    above = (double)k;                                                                             \
                if (!(fabs(f) <= DBL_MAX && fabs(x) <= 1000.0 && fabs(y) <= 1000.0))                               \
                    break;                                                                                         \
            }                                                                                                      \
            double *row = out + OUT * l;                                                                           \
            row[0] = x, row[1] = y, row[2] = f, row[3] = best, row[4] = step, row[5] = above;                      \
        }                                                                                                          \
    }

static const double TAU = 6.283185307179586;

static inline double rastrigin(double x, double y, double *gx, double *gy)
{
    *gx = 2.0 * x + 10.0 * TAU * sin(TAU * x);
    *gy = 2.0 * y + 10.0 * TAU * sin(TAU * y);
    return 20.0 + x * x - 10.0 * cos(TAU * x) + y * y - 10.0 * cos(TAU * y);
}

static inline double ackley(double x, double y, double *gx, double *gy)
{
    double r = sqrt(0.5 * (x * x + y * y)), cone = exp(-0.2 * r), wave = exp(0.5 * (cos(TAU * x) + cos(TAU * y)));
    *gx = 2.0 * cone * x / r + 0.5 * TAU * sin(TAU * x) * wave;
    *gy = 2.0 * cone * y / r + 0.5 * TAU * sin(TAU * y) * wave;
    return 20.0 - 20.0 * cone + 2.718281828459045 - wave;
}

SCALAR(rosenbrock_scalar, rosenbrock)
SCALAR(rastrigin_scalar, rastrigin)
SCALAR(ackley_scalar, ackley)
