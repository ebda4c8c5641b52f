/* Gradient descent as one would write it by hand: the yardstick for a single run.

   Each function takes n steps, records position and loss after every one, and stops at an explosion, as lrsim
   does. Same formulas in the same order, so that the results agree to the last bit. */
#include <float.h>
#include <math.h>

#define ESCAPED_1(x, f) (!(fabs(f) <= DBL_MAX && fabs(x) <= 1000.0))
#define ESCAPED_2(x, y, f) (!(fabs(f) <= DBL_MAX && fabs(x) <= 1000.0 && fabs(y) <= 1000.0))

long quadratic_sgd(double lr, long n, double *position, double *loss)
{
    double x = position[0];
    for (long k = 1; k <= n; k++) {
        x = x - lr * (2.0 * x);
        double f = x * x;
        position[k] = x;
        loss[k] = f;
        if (ESCAPED_1(x, f))
            return k;
    }
    return n;
}

static inline double rosenbrock(double x, double y, double *gx, double *gy)
{
    double across = y - x * x, along = 1.0 - x;
    *gx = -2.0 * along - 400.0 * x * across;
    *gy = 200.0 * across;
    return along * along + 100.0 * (across * across);
}

long rosenbrock_sgd(double lr, long n, double *position, double *loss)
{
    double x = position[0], y = position[1], gx, gy;
    rosenbrock(x, y, &gx, &gy);
    for (long k = 1; k <= n; k++) {
        x = x - lr * gx;
        y = y - lr * gy;
        double f = rosenbrock(x, y, &gx, &gy);
        position[2 * k] = x;
        position[2 * k + 1] = y;
        loss[k] = f;
        if (ESCAPED_2(x, y, f))
            return k;
    }
    return n;
}

long rosenbrock_momentum(double lr, long n, double *position, double *loss)
{
    double x = position[0], y = position[1], gx, gy, bx = 0.0, by = 0.0;
    rosenbrock(x, y, &gx, &gy);
    for (long k = 1; k <= n; k++) {
        bx = 0.9 * bx + gx;
        by = 0.9 * by + gy;
        x = x - lr * bx;
        y = y - lr * by;
        double f = rosenbrock(x, y, &gx, &gy);
        position[2 * k] = x;
        position[2 * k + 1] = y;
        loss[k] = f;
        if (ESCAPED_2(x, y, f))
            return k;
    }
    return n;
}

long rosenbrock_adam(double lr, long n, double *position, double *loss)
{
    double x = position[0], y = position[1], gx, gy, mx = 0.0, my = 0.0, vx = 0.0, vy = 0.0;
    double power1 = 1.0, power2 = 1.0;
    rosenbrock(x, y, &gx, &gy);
    for (long k = 1; k <= n; k++) {
        power1 *= 0.9;
        power2 *= 0.999;
        double rate = lr / (1.0 - power1), a = 1.0 / sqrt(1.0 - power2);
        mx = 0.9 * mx + (1.0 - 0.9) * gx;
        my = 0.9 * my + (1.0 - 0.9) * gy;
        vx = 0.999 * vx + (1.0 - 0.999) * (gx * gx);
        vy = 0.999 * vy + (1.0 - 0.999) * (gy * gy);
        x = x - rate * (mx / (a * sqrt(vx) + 1e-8));
        y = y - rate * (my / (a * sqrt(vy) + 1e-8));
        double f = rosenbrock(x, y, &gx, &gy);
        position[2 * k] = x;
        position[2 * k + 1] = y;
        loss[k] = f;
        if (ESCAPED_2(x, y, f))
            return k;
    }
    return n;
}
