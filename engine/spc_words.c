/* The fixed words of upward/spc.h, as goldens and exports spell them. */
#include "upward/spc.h"

const char *upw_profile_text(upw_profile profile)
{
    static const char *const texts[UPW_PROFILE_COUNT] = { "upward", "parity" };
    return texts[profile];
}

const char *upw_improvement_text(upw_improvement improvement)
{
    static const char *const texts[UPW_IMPROVEMENT_COUNT] = { "increase", "decrease", "neutral" };
    return texts[improvement];
}

const char *upw_label_text(upw_label label, const upw_xmr_options *options)
{
    /* Six-point shifts and trends are the spreadsheet's option; the words say how long the run had to be. */
    static const char *const texts[UPW_LABEL_COUNT][2] = {
        [UPW_LABEL_COMMON_CAUSE] = { "Common Cause", "Common Cause" },
        [UPW_LABEL_ABOVE_LIMIT] = { "Above UCL", "Above UCL" },
        [UPW_LABEL_BELOW_LIMIT] = { "Below LCL", "Below LCL" },
        [UPW_LABEL_TREND_INCREASING] = { "7 Point Trend (Increasing)", "6 Point Trend (Increasing)" },
        [UPW_LABEL_TREND_DECREASING] = { "7 Point Trend (Decreasing)", "6 Point Trend (Decreasing)" },
        [UPW_LABEL_TWO_OF_THREE_ABOVE] = { "2 in 3 Above CL", "2 in 3 Above CL" },
        [UPW_LABEL_TWO_OF_THREE_BELOW] = { "2 in 3 Below CL", "2 in 3 Below CL" },
        [UPW_LABEL_SHIFT_ABOVE] = { "7 Points Above CL", "6 Points Above CL" },
        [UPW_LABEL_SHIFT_BELOW] = { "7 Points Below CL", "6 Points Below CL" },
    };
    const bool is_trend = label == UPW_LABEL_TREND_INCREASING || label == UPW_LABEL_TREND_DECREASING;
    const unsigned length = options == NULL ? 7 : is_trend ? options->trend_length : options->shift_length;
    return texts[label][length == 6];
}

const char *upw_point_type_text(upw_point_type type)
{
    static const char *const texts[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "common_cause",
        [UPW_POINT_IMPROVEMENT] = "special_cause_improvement",
        [UPW_POINT_CONCERN] = "special_cause_concern",
        [UPW_POINT_NEUTRAL_HIGH] = "special_cause_neutral_high",
        [UPW_POINT_NEUTRAL_LOW] = "special_cause_neutral_low",
    };
    return texts[type];
}

const char *upw_variation_text(upw_variation variation)
{
    static const char *const texts[UPW_VARIATION_COUNT] = {
        [UPW_VARIATION_COMMON_CAUSE] = "common_cause",       [UPW_VARIATION_IMPROVEMENT_HIGH] = "improvement_high",
        [UPW_VARIATION_IMPROVEMENT_LOW] = "improvement_low", [UPW_VARIATION_CONCERN_HIGH] = "concern_high",
        [UPW_VARIATION_CONCERN_LOW] = "concern_low",         [UPW_VARIATION_NEUTRAL_HIGH] = "neutral_high",
        [UPW_VARIATION_NEUTRAL_LOW] = "neutral_low",
    };
    return texts[variation];
}

const char *upw_assurance_text(upw_assurance assurance)
{
    static const char *const texts[UPW_ASSURANCE_COUNT] = {
        [UPW_ASSURANCE_NONE] = "",
        [UPW_ASSURANCE_PASS] = "pass",
        [UPW_ASSURANCE_FAIL] = "fail",
        [UPW_ASSURANCE_INCONSISTENT] = "inconsistent",
    };
    return texts[assurance];
}
