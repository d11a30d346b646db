# SPDX-License-Identifier: Apache-2.0
"""What a verified file is worth on a day, at an age (docs/proofs.md, "What a proof is worth")."""
import datetime


DAY_MS, CHINA_MS = 86_400_000, 8 * 3_600_000


def term_on(value, day):
    """The term that decides about a day: the last one begun by then, or the first that is known."""
    terms = [*value["former"], value]
    return next((term for term in reversed(terms) if term["valid_from"] <= day), terms[0])


def speaks_of(value, day):
    """Of a day before the first term that is known it says nothing, unless it has all terms."""
    return value["all_terms"] or term_on(value, day)["valid_from"] <= day


def title_worth(value, day):
    value = term_on(value, day)
    begin, end, revoked, review = value["valid_from"], value["valid_to"], value["revoked_from"], value["review_until"]
    if revoked is not None and revoked <= max(day, begin):
        return "revoked" if value["end"] == "none" else value["end"]
    if day < begin:
        return "not_begun"
    if end is not None and day > (max(end, review) if review else end):
        return "ended"
    suspended = any(one["from"] <= day and (one["to"] is None or day < one["to"]) for one in value["suspensions"])
    return "suspended" if suspended else "valid"


def nobody_left(enterprises, day):
    """Who would be paid on the day is dissolved."""
    for one in enterprises:
        if one["ends_on"] is None or day < one["ends_on"]:
            return False
        if one["end"] == "dissolved":
            return True
    return False


def award_worth(value, batch, enterprises, day):
    if value["closed"] and value["paid"] == 0:
        return "withdrawn"
    if batch["stage"] == "public_notice":
        return "objected" if batch["objected"] else "in_notice"
    if value["demanded"] > value["recovered"]:
        return "in_recovery"
    if value["paid"] > 0 and value["recovered"] >= value["paid"]:
        return "recovered"
    if value["closed"] or value["paid"] == value["amount"]:
        return "valid"
    if value["acceptance"] == "failed":
        return "acceptance_failed"
    return "dissolved" if nobody_left(enterprises, day) else "valid"


def in_force(lineage, day):
    """The adverse entries in force on a day, of an enterprise and of those that it answers for on that day."""
    answered, out = [], []
    for i, one in enumerate(lineage):
        ends = one["enterprise"]["ends_on"]
        answered.append(i == 0 or (answered[one["into"]] and ends is not None and ends <= day))
        if answered[i]:
            out += [(one["code"], mark) for mark in one["open"] if mark["decided_on"] <= day <= mark["published_to"]]
    return out


def standing_worth(lineage, begin, day):
    """Of a day before the block's it is known what stands to this day, and not what stood then."""
    if in_force(lineage, day):
        return "blocked"
    if day < begin:
        return "not_begun"
    own = lineage[0]["enterprise"]
    return "valid" if own["ends_on"] is None or day < own["ends_on"] else own["end"]


def day_of(now_ms, date=None):
    """The day that is asked for: today in China, if none is named."""
    if date:
        return datetime.date.fromisoformat(date)
    days = (datetime.date.max - datetime.date(1970, 1, 1)).days  # no clock of today says more
    return datetime.date(1970, 1, 1) + datetime.timedelta(min(days, (now_ms + CHINA_MS) // DAY_MS))


def worth(bundle, now_ms, day, allowed_ms):
    """The verdict on a verified bundle."""
    time_ms, today = bundle["block"][0]["time_ms"], day_of(now_ms)
    if time_ms > now_ms + 5 * 60_000:
        return "from_future"
    if day > today:
        return "too_old"
    asked_ms = min(now_ms, ((day - datetime.date(1970, 1, 1)).days + 1) * DAY_MS - CHINA_MS)
    # What was recorded stays recorded, and what was refused stays refused: only whether something waits changes.
    lasts = bundle["kind"] == 1 or bundle["kind"] == 0 and not bundle.get("receipt_read", {"pending": True})["pending"]
    if allowed_ms and asked_ms - time_ms > allowed_ms and not lasts:
        return "too_old"
    if "not_understood" in bundle:
        return "not_understood"
    if bundle["kind"] == 0:
        receipt = bundle["receipt_read"]
        return "refused" if receipt["code"] else "pending" if receipt["pending"] else "valid"
    if bundle["kind"] == 2:
        return title_worth(bundle["value"], day)
    if bundle["kind"] == 3:
        return "in_notice" if bundle["names"].get("qualification_notice") else "valid"
    if bundle["kind"] == 7:
        return standing_worth(bundle["lineage"], day_of(time_ms), day)
    return award_worth(bundle["value"], bundle["names"]["award_batch"], bundle["enterprises"], day) if bundle["kind"] == 6 else "valid"
