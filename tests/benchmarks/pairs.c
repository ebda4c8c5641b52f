/* Gradient descent by hand on many surfaces and with many optimizers: the yardstick of `bench_pairs.py`.

   Each function takes n steps, records position and loss after every one, and stops at an explosion. `FORM` makes one
   for a surface and a rule; a compiler sees what it would see if they were written out. */
#include <float.h>
#include <math.h>

#define PI 3.141592653589793

#define POINT(NAME) static inline double NAME(double x, double y, double *gx, double *gy)

POINT(quadratic) { *gx = 2.0 * x; *gy = 0.0; return x * x; }
POINT(quartic) { double u = x * x; *gx = 4.0 * x * u; *gy = 0.0; return u * u; }
POINT(double_well) { double p = x * x - 1.0; *gx = 4.0 * x * p; *gy = 0.0; return p * p; }
POINT(bowl) { *gx = 2.0 * x; *gy = 2.0 * y; return x * x + y * y; }
POINT(long_valley) { *gx = x; *gy = 25.0 * y; return 0.5 * (x * x + 25.0 * (y * y)); }
POINT(rosenbrock)
{
    double across = y - x * x, along = 1.0 - x;
    *gx = -2.0 * along - 400.0 * x * across;
    *gy = 200.0 * across;
    return along * along + 100.0 * (across * across);
}
POINT(himmelblau)
{
    double p = x * x + y - 11.0, q = x + y * y - 7.0;
    *gx = 4.0 * x * p + 2.0 * q;
    *gy = 2.0 * p + 4.0 * y * q;
    return p * p + q * q;
}
POINT(beale)
{
    double one = y - 1.0, two = y * y - 1.0, three = y * y * y - 1.0;
    double p = 1.5 + x * one, q = 2.25 + x * two, r = 2.625 + x * three;
    *gx = 2.0 * (p * one + q * two + r * three);
    *gy = 2.0 * x * (p + 2.0 * y * q + 3.0 * (y * y) * r);
    return p * p + q * q + r * r;
}
POINT(booth)
{
    double p = x + 2.0 * y - 7.0, q = 2.0 * x + y - 5.0;
    *gx = 2.0 * p + 4.0 * q;
    *gy = 4.0 * p + 2.0 * q;
    return p * p + q * q;
}
POINT(matyas)
{
    double across = x - y, along = x + y;
    *gx = 0.02 * along + 0.5 * across;
    *gy = 0.02 * along - 0.5 * across;
    return 0.25 * (across * across) + 0.01 * (along * along);
}
POINT(three_hump_camel)
{
    double u = x * x;
    *gx = x * (4.0 + u * (u - 4.2)) + y;
    *gy = x + 2.0 * y;
    return u * (2.0 + u * (u * (1.0 / 6.0) - 1.05)) + x * y + y * y;
}
POINT(six_hump_camel)
{
    double u = x * x, v = y * y;
    *gx = x * (8.0 + u * (2.0 * u - 8.4)) + y;
    *gy = x + y * (16.0 * v - 8.0);
    return u * (4.0 + u * (u * (1.0 / 3.0) - 2.1)) + x * y + v * (4.0 * v - 4.0);
}
POINT(styblinski_tang)
{
    double u = x * x, v = y * y;
    *gx = x * (2.0 * u - 16.0) + 2.5;
    *gy = y * (2.0 * v - 16.0) + 2.5;
    return u * (0.5 * u - 8.0) + v * (0.5 * v - 8.0) + 2.5 * (x + y);
}
POINT(goldstein_price)
{
    double u = x + y, v = 2.0 * x - 3.0 * y;
    double a = 1.0 + (u + 1.0) * (u + 1.0) * (u * (3.0 * u - 14.0) + 19.0);
    double b = 30.0 + v * v * (v * (3.0 * v - 16.0) + 18.0);
    double a1 = 12.0 * (u + 1.0) * (u - 1.0) * (u - 2.0) * b, b1 = 12.0 * v * (v - 1.0) * (v - 3.0) * a;
    *gx = a1 + 2.0 * b1;
    *gy = a1 - 3.0 * b1;
    return a * b;
}
POINT(saddle) { *gx = 2.0 * x; *gy = -2.0 * y; return x * x - y * y; }
POINT(monkey_saddle)
{
    *gx = 3.0 * (x * x - y * y);
    *gy = -6.0 * x * y;
    return x * (x * x - 3.0 * (y * y));
}
POINT(edge_of_stability)
{
    double error = 1.0 - x * y;
    *gx = -y * error;
    *gy = -x * error;
    return 0.5 * (error * error);
}

/* with libm */
POINT(shower)
{
    double t = tanh(x / 0.4);
    *gx = 25.0 * t - 3.0;
    *gy = 0.0;
    return 10.0 * log(cosh(x / 0.4)) - 3.0 * x;
}
POINT(rastrigin)
{
    *gx = 2.0 * x + 20.0 * PI * sin(2.0 * PI * x);
    *gy = 2.0 * y + 20.0 * PI * sin(2.0 * PI * y);
    return 20.0 + x * x - 10.0 * cos(2.0 * PI * x) + y * y - 10.0 * cos(2.0 * PI * y);
}
POINT(ackley)
{
    double r = sqrt(0.5 * (x * x + y * y)), cone = exp(-0.2 * r);
    double wave = exp(0.5 * (cos(2.0 * PI * x) + cos(2.0 * PI * y)));
    *gx = 2.0 * cone * x / r + PI * sin(2.0 * PI * x) * wave;
    *gy = 2.0 * cone * y / r + PI * sin(2.0 * PI * y) * wave;
    return 20.0 - 20.0 * cone + 2.718281828459045 - wave;
}
POINT(griewank)
{
    double c = cos(x), d = cos(y / sqrt(2.0));
    *gx = x / 2000.0 + sin(x) * d;
    *gy = y / 2000.0 + c * sin(y / sqrt(2.0)) / sqrt(2.0);
    return 1.0 + (x * x + y * y) / 4000.0 - c * d;
}
POINT(branin)
{
    double b = 5.1 / (4.0 * PI * PI), c = 5.0 / PI, p = y - b * x * x + c * x - 6.0, s = 10.0 - 10.0 / (8.0 * PI);
    *gx = 2.0 * p * (c - 2.0 * b * x) - s * sin(x);
    *gy = 2.0 * p;
    return p * p + s * cos(x) + 10.0;
}

/* rules: one coordinate, its memory in m and v; t is the step from 1 on */
#define RULE(NAME) static inline double NAME(double lr, double t, double w, double g, double *m, double *v)

RULE(sgd) { return w - lr * g; }
RULE(momentum) { *m = 0.9 * *m + g; return w - lr * *m; }
RULE(nesterov) { *m = 0.9 * *m + g; return w - lr * (g + 0.9 * *m); }
RULE(rmsprop) { *v = 0.99 * *v + 0.01 * (g * g); return w - lr * (g / (sqrt(*v) + 1e-8)); }
RULE(adagrad) { *v += g * g; return w - lr * (g / (sqrt(*v) + 1e-10)); }
RULE(signsgd) { return w - lr * (double)((g > 0.0) - (g < 0.0)); }
RULE(lion)
{
    double c = 0.9 * *m + 0.1 * g;
    *m = 0.99 * *m + 0.01 * g;
    return w - lr * (double)((c > 0.0) - (c < 0.0));
}
RULE(adadelta)
{
    *v = 0.9 * *v + 0.1 * (g * g);
    double step = sqrt(*m + 1e-6) / sqrt(*v + 1e-6) * g;
    *m = 0.9 * *m + 0.1 * (step * step);
    return w - lr * step;
}

#define FORM(SURFACE, RULE, DIM)                                                                      \
    long SURFACE##_##RULE(double lr, long n, double *position, double *loss)                          \
    {                                                                                                 \
        double x = position[0], y = DIM == 2 ? position[1] : 0.0, gx, gy, mx = 0.0, my = 0.0, vx = 0.0, vy = 0.0; \
        SURFACE(x, y, &gx, &gy);                                                                      \
        for (long k = 1; k <= n; k++) {                                                               \
            x = RULE(lr, (double)k, x, gx, &mx, &vx);                                                 \
            if (DIM == 2)                                                                             \
                y = RULE(lr, (double)k, y, gy, &my, &vy);                                             \
            double f = SURFACE(x, y, &gx, &gy);                                                       \
            position[DIM * k] = x;                                                                    \
            if (DIM == 2)                                                                             \
                position[DIM * k + 1] = y;                                                            \
            loss[k] = f;                                                                              \
            if (!(fabs(f) <= DBL_MAX && fabs(x) <= 1000.0 && fabs(y) <= 1000.0))                      \
                return k;                                                                             \
        }                                                                                             \
        return n;                                                                                     \
    }

#define PLAIN(SURFACE, DIM) FORM(SURFACE, sgd, DIM) FORM(SURFACE, momentum, DIM)

PLAIN(quadratic, 1)
PLAIN(quartic, 1)
PLAIN(double_well, 1)
PLAIN(bowl, 2)
PLAIN(long_valley, 2)
PLAIN(rosenbrock, 2)
PLAIN(himmelblau, 2)
PLAIN(beale, 2)
PLAIN(booth, 2)
PLAIN(matyas, 2)
PLAIN(three_hump_camel, 2)
PLAIN(six_hump_camel, 2)
PLAIN(styblinski_tang, 2)
PLAIN(goldstein_price, 2)
PLAIN(saddle, 2)
PLAIN(monkey_saddle, 2)
PLAIN(edge_of_stability, 2)
PLAIN(shower, 1)
PLAIN(rastrigin, 2)
PLAIN(ackley, 2)
PLAIN(griewank, 2)
PLAIN(branin, 2)
FORM(rosenbrock, nesterov, 2)
FORM(rosenbrock, rmsprop, 2)
FORM(rosenbrock, adagrad, 2)
FORM(rosenbrock, signsgd, 2)
FORM(rosenbrock, lion, 2)
FORM(rosenbrock, adadelta, 2)
