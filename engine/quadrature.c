/* What is the area under this curve? */
#include "quadrature.h"

#include <math.h>
#include <stddef.h>

/* Kronrod's 15 nodes on [-1, 1] from the outside to 0; every second one is also Gauss's (QUADPACK, routine QK15). */
static const double nodes[8] = { 0.99145537112081263921, 0.94910791234275852453,
                                 0.86486442335976907279, 0.74153118559939443986,
                                 0.58608723546769113029, 0.40584515137739716691,
                                 0.20778495500789846760, 0 };
static const double kronrod_weights[8] = { 0.02293532201052922496, 0.06309209262997855329, 0.10479001032225018384,
                                           0.14065325971552591875, 0.16900472663926790283, 0.19035057806478540991,
                                           0.20443294007529889241, 0.20948214108472782801 };
static const double gauss_weights[8] = { 0, 0.12948496616886969327, 0, 0.27970539148927666790,
                                         0, 0.38183005050511894495, 0, 0.41795918367346938776 };

enum { DEPTH_MAX = 40 };

typedef struct piece {
    double low, high;
    double tolerance;
    int depth;
} piece;

/* Kronrod's estimate, and how far Gauss's is from it. */
static double estimate(quadrature_function function, const void *context, const piece *p, double *difference)
{
    const double middle = 0.5 * (p->low + p->high), half = 0.5 * (p->high - p->low);
    const double centre = function(context, middle);
    double kronrod = kronrod_weights[7] * centre, gauss = gauss_weights[7] * centre;
    for (size_t i = 0; i < 7; i++) {
        const double both = function(context, middle - half * nodes[i]) + function(context, middle + half * nodes[i]);
        kronrod += kronrod_weights[i] * both;
        gauss += gauss_weights[i] * both;
    }
    *difference = fabs(kronrod - gauss) * half;
    return kronrod * half;
}

double quadrature_integrate(quadrature_function function, const void *context, double low, double high,
                            double tolerance)
{
    /* At each depth at most one piece waits while the other is worked on. */
    piece waiting[DEPTH_MAX + 2];
    size_t n = 0;
    double sum = 0;
    if (low < high)
        waiting[n++] = (piece){ low, high, tolerance, 0 };
    while (n > 0) {
        const piece p = waiting[--n];
        double difference;
        const double area = estimate(function, context, &p, &difference);
        if (difference <= p.tolerance || p.depth == DEPTH_MAX) {
            sum += area;
            continue;
        }
        const double middle = 0.5 * (p.low + p.high);
        waiting[n++] = (piece){ middle, p.high, p.tolerance / 2, p.depth + 1 };
        waiting[n++] = (piece){ p.low, middle, p.tolerance / 2, p.depth + 1 };
    }
    return sum;
}
