# The same work in base R, for the rows of bench/README.md that have "R" beside them: reference.R WORK FILE [PLANS]
#
# Written from docs/methods/ as somebody would write it who has R and no package: vectors where they come naturally, loops
# where a period depends on the one before. Prints one figure, which must be that of the program.

LIMIT <- 8.32                                         # 24 months before, 60 judged

argument <- commandArgs(trailingOnly = TRUE)

read_series <- function(file) {
    d <- read.csv(file)
    split(d$value, d$series_id)
}

jcurve <- function(t, depth, bottom, upturn, arrival) {
    v <- (t - bottom) / (arrival - bottom)
    turn <- (upturn - bottom) / (arrival - bottom)
    bend <- (turn / (1 - turn))^2 / depth
    u <- t / bottom
    g <- ifelse(t <= bottom, -depth * (3 * u^2 - 2 * u^3), -depth + (1 + depth) * v^2 / (v^2 + bend * (1 - v)^2))
    ifelse(t <= 0, 0, ifelse(t >= arrival, 1, g))
}

sigma_of <- function(y) mean(abs(diff(y))) / 1.1283791670955126

# ---- judged: how many are behind in the end, and the sum of the periods from which one can tell --------------------------

tells_from <- function(delta) {
    w <- 2 * LIMIT / 399
    from <- (0:199) * w
    upper <- outer(from, (0:199 + 0.5) * w, function(i, j) j - i)
    state <- replace(numeric(200), 1, 1)
    for (n in seq_along(delta)) {
        below <- pnorm(upper + delta[n] + 0.5)
        state <- as.numeric(state %*% cbind(below[, 1], below[, -1] - below[, -200]))
        if (1 - sum(state) >= 0.8) return(n)
    }
    0
}

judge <- function(y, aim) {
    before <- y[1:24]
    after <- y[-(1:24)]
    start <- mean(before)
    sigma <- sigma_of(before)
    plan <- start + (aim - start) * jcurve(seq_along(after) / 12, 0.25, 1.25, 2.5, 5)
    r <- sign(aim - start) * (after - plan) / sigma
    sum <- 0
    behind <- FALSE
    for (x in r) {
        sum <- min(LIMIT + 2, max(0, sum - x - 0.5))
        behind <- sum > LIMIT || (behind && sum >= LIMIT / 2)
    }
    behind + tells_from(-abs(aim - start) * jcurve((1:60) / 12, 0.25, 1.25, 2.5, 5) / sigma)
}

# ---- estimated: the sum of minus the log posteriors at the estimates ----------------------------------------------------

draws <- function(n, seed) {
    set.seed(seed)
    matrix(rnorm(n * 6), n)
}

estimate <- function(y, start, aim, dates) {
    before <- y[1:24]
    after <- y[-(1:24)]
    t <- seq_along(after) / 12
    sigma <- sigma_of(before)
    middle <- c(mean(before), aim, log(0.25), log(2.5), 0, 0)
    width <- c(sigma / sqrt(24), 0.5 * abs(aim - start), 0.8, 0.3, 0.5, 0.5)
    level <- function(u, t) {
        p <- middle + width * u
        p[1] + (p[2] - p[1]) * jcurve(t, exp(p[3]), exp(p[4]) / (1 + exp(-p[5])), exp(p[4]), exp(p[4]) * (1 + exp(p[6])))
    }
    q <- function(u) sum((after - level(u, t))^2) / (2 * sigma^2) + sum(u^2) / 2
    starts <- expand.grid(0, c(0, -0.9), 0, c(-1, 0, 1), 0, c(-1, 0, 1))
    found <- lapply(seq_len(nrow(starts)), function(i) optim(as.numeric(starts[i, ]), q, method = "BFGS",
                                                             control = list(reltol = 1e-12, maxit = 500)))
    best <- found[[which.min(vapply(found, function(f) f$value, 0))]]
    slopes <- vapply(1:6, function(k) {
        step <- replace(numeric(6), k, 1e-5)
        (level(best$par + step, t) - level(best$par - step, t)) / 2e-5
    }, t)
    precision <- crossprod(slopes) / sigma^2 + diag(6)
    root <- t(chol(solve(precision)))

    n <- 20000
    near <- 0.7 * n
    z <- draws(n, 1)
    spread <- sqrt(rowMeans(matrix(rnorm(near * 5), near)^2))
    u <- rbind(t(best$par + root %*% t(z[1:near, ] / spread)), z[-(1:near), ])
    off <- t(t(u) - best$par)
    size <- rowSums((off %*% precision) * off)
    log_prior <- -rowSums(u^2) / 2 - 3 * log(2 * pi)
    log_near <- lgamma(5.5) - lgamma(2.5) - 3 * log(5 * pi) - log(prod(diag(root))) - 5.5 * log1p(size / 5)
    log_mixture <- pmax(log_near, log_prior) + log(0.7 * exp(log_near - pmax(log_near, log_prior)) +
                                                   0.3 * exp(log_prior - pmax(log_near, log_prior)))
    p <- t(middle + width * t(u))
    curve <- function(t) p[, 1] + (p[, 2] - p[, 1]) *
        jcurve(t, exp(p[, 3]), exp(p[, 4]) / (1 + exp(-p[, 5])), exp(p[, 4]), exp(p[, 4]) * (1 + exp(p[, 6])))
    squares <- numeric(n)
    for (i in seq_along(t)) squares <- squares + (after[i] - curve(t[i]))^2
    log_weight <- log_prior - log_mixture - squares / (2 * sigma^2)
    weight <- exp(log_weight - max(log_weight))
    weight <- weight / sum(weight)
    for (date in dates) {
        at <- curve(date)
        rank <- order(at)
        at[rank][findInterval(c(0.1, 0.25, 0.5, 0.75, 0.9), cumsum(weight[rank])) + 1]
    }
    best$value
}

# ---- lights: changes of colour ------------------------------------------------------------------------------------------

critique <- function(y, amber, green) {
    centre <- mean(y)
    sigma <- sigma_of(y)
    colour <- (y >= amber) + (y >= green)
    z <- (y - centre) / sigma
    special <- numeric(length(z))
    for (i in seq_along(z)) {
        last <- function(n) if (i < n) numeric(0) else z[(i - n + 1):i]
        up <- z[i] > 3 || (length(last(7)) > 0 && all(last(7) > 0)) || (z[i] > 2 && sum(z[max(1, i - 2):i] > 2) >= 2)
        down <- z[i] < -3 || (length(last(7)) > 0 && all(last(7) < 0)) || (z[i] < -2 && sum(z[max(1, i - 2):i] < -2) >= 2)
        special[i] <- up - down
    }
    at <- which(diff(colour) != 0) + 1
    agrees <- vapply(at, function(i) sign(colour[i] - colour[i - 1]) %in%
                         special[max(1, i - 1):min(length(z), i + 1)], TRUE)
    p <- diff(c(0, pnorm((c(amber, green) - centre) / sigma), 1))
    entropy <- -sum(ifelse(p > 0, p * log2(p), 0))
    table <- table(colour, special) / length(z)
    together <- sum(ifelse(table > 0, table * log2(table / outer(rowSums(table), colSums(table))), 0))
    c(changes = length(at), agreeing = sum(agrees), expected = (length(z) - 1) * (1 - sum(p^2)), entropy, together)
}

# ---- a break in the density: its T, at a given bandwidth on each side ----------------------------------------------------

density_break <- function(x, cutoff, left, right) {
    x <- sort(x) - cutoff
    n <- length(x)
    groups <- rle(x)$lengths
    last <- cumsum(groups)
    first <- last - groups + 1
    f <- rep((last - 1) / (n - 1), groups)
    inside <- which(x >= -left & x <= right)
    h <- ifelse(x[inside] < 0, left, right)
    u <- x[inside] / h
    w <- (1 - abs(u)) / h
    powers <- outer(u, 0:3, "^")
    r <- cbind(powers * (u < 0), powers * (u >= 0))
    inverse <- solve(crossprod(r, w * r))
    b <- inverse %*% crossprod(r, w * f[inside])
    tails <- apply((w * r)[rev(seq_along(inside)), ], 2, cumsum)[rev(seq_along(inside)), ]
    from <- rep(first, groups) + 1                     # the first k that counts: after the first of the group
    kept <- from > inside[1] & from <= inside[length(inside)]   # those below the window move no slope
    rows <- tails[from[kept] - inside[1] + 1, ] / (n - 1)
    variance <- inverse %*% crossprod(rows) %*% inverse
    (b[6] / right - b[2] / left) / sqrt(variance[2, 2] / left^2 + variance[6, 6] / right^2 -
                                        2 * variance[2, 6] / (left * right))
}

# ---- a logistic regression: its own seconds, and the sum of the coefficients --------------------------------------------

fitted <- function(file, n, p) {
    x <- matrix(readBin(file, "double", n * (p + 1)), n)
    rows <- data.frame(y = x[, p + 1], x[, seq_len(p)])
    took <- system.time(model <- glm(y ~ ., family = binomial, data = rows))
    c(took[["user.self"]] + took[["sys.self"]], sum(coef(model)))  # processor time
}

work <- list(
    fitted = function() fitted(argument[2], as.integer(argument[3]), as.integer(argument[4])),
    judged = function() sum(vapply(read_series(argument[2]), judge, 0, aim = 90)),
    estimated = function() {
        plans <- read.csv(argument[3])
        y <- read_series(argument[2])
        sum(mapply(function(one, start, aim) estimate(one, start, aim, 5), y, plans$start, plans$aim))
    },
    lights = function() sum(vapply(read_series(argument[2]), critique, numeric(5), amber = 50, green = 56)[1, ]),
    density = function() density_break(scan(argument[2], skip = 1, quiet = TRUE), 240.5, as.numeric(argument[3]),
                                       as.numeric(argument[4]))
)
cat(format(work[[argument[1]]](), digits = 10), "\n")
