/* web/nhsuk/nhsuk.h: the components of the design system (nhsuk-frontend 10.6.1) as functions. Class names live in this
 * folder only. tests/nhsuk compares each with the design system's own fixtures. */
#ifndef WEB_NHSUK_NHSUK_H
#define WEB_NHSUK_NHSUK_H

#include "web/nhsuk/content.h"
#include "web/nhsuk/forms.h"
#include "web/nhsuk/frame.h"
#include "web/nhsuk/lists.h"

#endif
