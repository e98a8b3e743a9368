"""Reports of delivery as mail servers write them, about the letter with a given number."""


def _lined(text: str) -> bytes:
    return text.lstrip("\n").encode()


def postfix(number: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    return _lined(f"""
Return-Path: <>
Date: Mon, 20 Aug 2018 10:11:12 +0900 (JST)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: portal@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A11C0.1534727472/mail.example.org"
Message-Id: <20180820011112.5D3E@mail.example.org>

This is a MIME-encapsulated message.

--4F2A11C0.1534727472/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4F2A11C0.1534727472/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4F2A11C0
X-Postfix-Sender: rfc822; portal@example.org
Arrival-Date: Mon, 20 Aug 2018 10:11:11 +0900 (JST)

Final-Recipient: rfc822; a0@example.org
Original-Recipient: rfc822;a0@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <a0@example.org>: Recipient address rejected:
    User unknown in virtual mailbox table

--4F2A11C0.1534727472/mail.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <portal@example.org>
Subject: ru: 3 places
From: portal@example.org
To: a0@example.org
Message-ID: {number}
Date: Mon, 20 Aug 2018 01:11:11 -0000

--4F2A11C0.1534727472/mail.example.org--
""")


def exchange(number: str) -> bytes:
    """Its words are base64, its boundary is long, and it gives the whole letter back."""
    return _lined(f"""
From: Microsoft Outlook <postmaster@example.org>
To: <portal@example.org>
Date: Mon, 20 Aug 2018 01:11:12 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_e5d1_TYAPR01MB_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: ja-JP
Message-ID: <ndr-7370@TYAPR01MB.example.org>
In-Reply-To: {number}
Subject: =?utf-8?B?6YWN5L+h5LiN6IO9?=
MIME-Version: 1.0

--_e5d1_TYAPR01MB_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_inner_TYAPR01MB_"

--_inner_TYAPR01MB_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

6YWN5L+h5LiN6IO9

--_inner_TYAPR01MB_--

--_e5d1_TYAPR01MB_
Content-Type: message/delivery-status

Reporting-MTA: dns;TYAPR01MB.example.org
Received-From-MTA: dns;mail.example.org
Arrival-Date: Mon, 20 Aug 2018 01:11:11 +0000

Final-Recipient: rfc822;a0@example.org
Action: failed
Status: 5.7.133
Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
X-Display-Name: a0

--_e5d1_TYAPR01MB_
Content-Type: message/rfc822

Received: from mail.example.org (192.0.2.5) by TYAPR01MB.example.org
From: <portal@example.org>
To: <a0@example.org>
Subject: ru: 3 places
Message-ID:
\t{number}
Content-Type: text/plain; charset="utf-8"
MIME-Version: 1.0

A letter.

--_e5d1_TYAPR01MB_--
""")


def gmail(number: str) -> bytes:
    """A related picture, a diagnosis of several lines and the head of the letter as a whole letter."""
    return _lined(f"""
Return-Path: <>
Content-Type: multipart/report; boundary="0000000000007370"; report-type=delivery-status
To: portal@example.org
From: Mail Delivery Subsystem <mailer-daemon@mail.example.org>
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
Message-ID: <5b7a7370.1c69fb81@mx.example.org>

--0000000000007370
Content-Type: multipart/related; boundary="0000000000007371"

--0000000000007371
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--0000000000007371--
--0000000000007370
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Sun, 19 Aug 2018 18:11:11 -0700 (PDT)
X-Original-Message-ID: {number}

Final-Recipient: rfc822; a0@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org. (192.0.2.6, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
 550-5.1.1 Please try double-checking the recipient's email address for typos
 550 5.1.1 or unnecessary spaces.
Last-Attempt-Date: Sun, 19 Aug 2018 18:11:12 -0700 (PDT)

--0000000000007370
Content-Type: message/rfc822

Received: by 192.0.2.7 with SMTP id a1; Sun, 19 Aug 2018 18:11:11 -0700 (PDT)
From: portal@example.org
To: a0@example.org
Subject: ru: 3 places
Message-ID: {number}

----- Message truncated -----

--0000000000007370--
""")
