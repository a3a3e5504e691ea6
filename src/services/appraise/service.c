/* What this service is to the program. */
#include "services/appraise/appraise.h"

const service appraise_service = {
    .name = "appraise",
};
