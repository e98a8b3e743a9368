"""Permissions on the rubric: everybody who signs in reads what is in use, the office writes drafts."""

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in

may_read_rubric = is_signed_in
may_edit_rubric = is_office
