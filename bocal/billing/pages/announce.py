"""Where the payment provider announces what happened: signed, said as often as it likes, answered in a word."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bocal.billing import acts
from bocal.billing.rules.online import NotSigned, Unreachable
from bocal.directory.doors import for_everyone
from bocal.journals.rules import Refused


@csrf_exempt
@for_everyone
def announce(request: HttpRequest) -> HttpResponse:
    """200: noted, now or before, or none of our affair; 400: not signed; 503: say it again later."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    signature = request.headers.get("Stripe-Signature", "")
    try:
        acts.hear(body=request.body, signature=signature, now=timezone.now())
    except NotSigned:
        return HttpResponse("signature", status=400, content_type="text/plain")
    except Refused as refused:
        return HttpResponse(refused.code, status=404, content_type="text/plain")
    except Unreachable:
        return HttpResponse(status=503)
    return HttpResponse("ok", content_type="text/plain")
