/* services/appraise/appraise.h: what the rest of the program may know of the yearly appraisal. */
#ifndef APPRAISE_APPRAISE_H
#define APPRAISE_APPRAISE_H

#include "services/appraise/answers.h"
#include "services/appraise/questionnaire.h"
#include "services/appraise/questionnaire_write.h"
#include "services/appraise/returns.h"
#include "services/appraise/returns_write.h"
#include "services/appraise/rounds.h"
#include "services/appraise/rounds_write.h"
#include "services/services.h"

extern const service appraise_service;

#endif
