"""What texts are about, as data: for each intent the words that give it away, the surest first.

The forms look for meaning anywhere in a text, so they may lead to information or to a person, but
never to a payment. Gaps between words are bounded, which keeps the time linear.
"""

import re

_BILL = r"(?:invoices?|bills?|invioces?)"
_CARD = (
    r"(?:(?:credit |debit |bank |new |old |corporate |company )?cards?|payment methods?|paypal"
    r"|sepa|iban|direct debit|"
    r"bank accounts?|visa|mastercard|amex|checking account)"
)
_HELPED = (
    r"(?:human|person|agents?|operators?|representatives?|rep|somebody|someone|some ?one"
    r"|assistants?|advisor|real people|managers?|supervisors?)"
)
_SERVICE = (
    r"(?:(?:customer|client|consumer|user|cust\w{0,6}|tech(?:nical)?) ?"
    r"(?:service|support|care|assistance)|support team|help ?desk)"
)
_CHARGE = (
    r"(?:charges?|charged|fees?|payments?|transactions?|debits?|purchases?|billed|bill|invoice"
    r"|amount|withdrawals?|statement)"
)
_NOT_MINE = (
    r"(?:(?:did ?n[o']?t|did not|never|have ?n[o']?t|have not|not) (?:\w+ ){0,2}?(?:make|made|do"
    r"|done|authori[sz]e|authori[sz]ed|"
    r"recogni[sz]e|recognized|recongize|remember|recall|buy|bought|approve|approved|order|ordered"
    r"|purchase|purchased|set up)|"
    r"do ?n[o']?t (?:\w+ ){0,2}?(?:recogni[sz]e|recongize|remember|recall|know)|(?:is|was"
    r"|are) ?n[o']?t mine|not mine|"
    r"(?:was|were)n'?t (?:me|mine)|was ?n[o']?t aware|unfamiliar|not familiar)"
)
_DETAILS = (
    r"(?:address|phone|telephone|mobile|e-?mails?(?: address)?|(?:last |sur|first |account "
    r"|company |billing |my )name|(?:account|personal|"
    r"contact|user|profile|company|billing|customer) ?(?:\w+ )?(?:details?|info\w*|data"
    r"|particulars|edtails)|details|contacts?|"
    r"(?:information|informatioin|data|info|details) (?:of|on|in|from) (?:\w+ ){0,3}(?:account"
    r"|acount|profile))"
)
_EDIT = (
    r"(?:chang\w+|updat\w+|edit\w*|modif\w+|correct(?:ing)?|alter\w*|amend\w*|set(?:ting)? up"
    r"|moved)"
)
_DUE = r"(?:due|owed?|owing|outstanding)"
_HOUSEHOLD = (
    r"(?:rent|mortgage|loan|insurance|premium|utilit(?:y|ies)|electric(?:ity)?|internet|cable"
    r"|phone|tuition|taxe?s?|"
    r"credit card|car payment)"
)
_THINGS = (
    r"(?:things?|stuff|tasks?|questions?|subjects?|topics?|areas?|commands?|skills?"
    r"|types?|sorts?|kinds?)"
)

WISHES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(rf"\b(?=\w)(?:{'|'.join(forms)})"))
    for intent, forms in (
        (
            "human",
            (
                rf"(?:talk|speak|chat|connect|contact|reach|transfer me|hand me|get me"
                rf"|put me)\w*\b[^.?!]{{0,30}}"
                rf"\b(?:(?:human|live|real) )*{_HELPED}\b(?! (?:is|are|has|have|else|used|made"
                rf"|stole|took|using|to|who))",
                r"(?:human|person|agent|operator|representative|someone)\b.{0,15}"
                r"\b(?:talk|speak|chat) (?:to|with)\b",
                r"(?:need|want|give me) (?:an? )?(?:(?:human|live|real) )*(?:human|person"
                r"|agent|operator|representative|manager|supervisor)\b|^(?:please )?escalate\b",
                rf"(?:talk|speak|speek|chat|contact|get in touch|getting in touch|in touch"
                rf"|reach|call|phone|number|hours|time|need|want)\w*\b"
                rf"[^.?!]{{0,40}}\b{_SERVICE}",
                rf"{_SERVICE}\b.{{0,25}}\b(?:hours|phone|number|available|contact)",
                rf"^(?:a )?(?:(?:human|live|real) )*(?:{_HELPED}|{_SERVICE})$",
                r"^(?:please |can you |could you |can someone |yes,? |just )*(?:please )?(?:call"
                r"|phone|ring) (?:me|us)(?: back| now| please| at .*| on .*)?$",
            ),
        ),
        (
            "help",
            (
                r"(?:refund|reimbursement|money ?back|rebate)\w* ?(?:policy|guarantee)"
                r"|how long (?:do )?refunds",
                r"in (?:what|which) (?:cases|situations)|under what circumstances",
                r"^how (?:do|can|could|would|should|to) ?(?:i|we)? ?pay(?: (?:my|our|the|an?|this"
                r"|it|you|for))*"
                r"(?: (?!by\b|with\b|via\b|through\b)[\w#-]{1,20}){0,3}\??$",
                rf"(?:what|which)(?: (?:are|all|other|different|the|certain|kind of|kinds? of"
                rf"|sorts? of|types? of|kid of))*"
                rf" {_THINGS}(?: of (?:things?|stuff|tasks?|questions?|subjects?"
                rf"|topics?))?\b.{{0,25}}\b(?:you|ask|i ask)\b(?! (?:like|do when|own|do (?:to"
                rf"|for)))",
                r"what (?:all |else )?(?:can|could|may|am) (?:i|we) (?:able to )?(?:ask|say"
                r"|use you|get help)\b",
                r"what (?:all |else )?(?:can|could|do|are) you (?:able to )?(?:do|know|answer"
                r"|help|offer|good at)(?: (?:me|us|with|for|for me|me with|about))*$",
                r"^(?:are there|can (?:i|you)) .{0,30}\b(?:types|kinds|sorts)\b.{0,12}\bquestions",
                r"what you (?:can|are able to) (?:do|help|answer)|what (?:things )?(?:i"
                r"|we) (?:can|may) ask",
                r"how (?:can|do) i (?:use this|use you|get you to help)|what are (?:you"
                r"|your) (?:able|capable|capabilities|skills)|list of commands",
            ),
        ),
        (
            "contact_update",
            (
                r"(?:chang\w+|updat\w+|edit\w*|modif\w+|correct\w*"
                r"|new)\b(?: [\w']+){0,5}? (?:address|phone number|e-?mail address)\b",
            ),
        ),
        (
            "refund_request",
            (
                r"refund|reimburs|money back\b|(?:get|have|want|give me|return"
                r"|returned)\b.{0,12}\b(?:my|the) money\b.{0,12}\b(?:back|return)",
                r"rebat(?:e|es|ing)\b|restitution|compensat(?:e|ion|ions|ing)\b"
                r"|money returned\b|charge ?back",
            ),
        ),
        (
            "dispute",
            (
                rf"(?:twice|double|duplicat\w*|repeat(?:ed)?|multiple times|two times"
                rf"|several times|2 times|second time)\b.{{0,40}}\b{_CHARGE}\b",
                rf"{_CHARGE}\b(?:.{{0,60}}\b(?:twice|double|doubled|duplicat\w*|more than once"
                rf"|two times|several times|multiple times|2 times)\b|.{{0,80}}\b{_NOT_MINE}"
                r"|.{0,40}\b(?:disput|fraud|unauthori|in error|mistake|incorrect|suspicious)\w*)",
                rf"{_NOT_MINE}\b.{{0,60}}\b{_CHARGE}\b",
                rf"(?:dispute|contest|fraud\w*|unauthori[sz]ed|suspicious|strange|unknown"
                rf"|unrecogni[sz]ed|unexplained|weird|mystery"
                rf"|unexpected)\b.{{0,50}}\b(?:{_CHARGE}|activity|card|account)",
                r"(?:extra|additional|incorrect|wrong|mistaken|erroneous|odd|hidden"
                r"|late)\b.{0,25}\b(?:charge|charged|charges|fee|fees|amount|bill|billed|pound"
                r"|payment)\b",
                r"(?:error|mistake|discrepancy|problem|issue|trouble|errors|issues|problems"
                r"|trubles|problpems)\b.{0,50}\b(?:bill|statement|invoice|payments?|pay)\b",
                r"payments? (?:issue|problem|error|trouble)|(?:help|assistance"
                r"|support) (?:with|regarding) (?:my |the |an? |online )?payments?\b",
                r"(?:can ?n[o']?t|cannot|unable to|could ?n[o']?t) (?:make|complete|do"
                r"|process)?\s?a? ?(?:online )?(?:pay|payments?)\b",
                r"(?:overcharg|over-charg|mischarg|misbill)\w*|(?:charged"
                r"|billed) (?:me )?(?:\w+ )?(?:too much|extra|more than|wrong|incorrectly|an? )",
                r"(?:payment|card|transaction)\w*\b.{0,40}\b(?:declin|reject|not accepted"
                r"|did ?n[o']?t work|did not work|not work|fail|revert|couldn'?t pay"
                r"|would ?n[o']?t go|did ?n[o']?t go|not go through)\w*",
                r"declin(?:e|ed|ing|es)\b.{0,40}\b(?:payment|card|purchase)",
                r"why\b.{0,40}\b(?:charged?|charges|billed|fee|debit)\b|what (?:is|was"
                r"|'s) (?:this|that|the)\b.{0,20}\b(?:charge|fee|debit|payment)\b",
                r"(?:charge|fee)\b.{0,30}\bwhy\b|where did .{0,30}\b(?:charge|fee"
                r"|debit)\b.{0,10}\bcome from",
                r"remove\b.{0,30}\b(?:charge|fee|error)|charges?\b.{0,25}\b(?:removed"
                r"|eremoved|reversed|remove)\b",
                r"(?:complain|complaint|complaints|(?:consumer|customer) (?:claim|complaint"
                r"|reclamation)|reclamation)\b|(?:file|filing|lodge|lodging|make"
                r"|making) (?:an? )?claim\b",
                r"(?:this|that|it|bill|invoice [0-9]+) (?:is|seems|looks) (?:wrong|incorrect"
                r"|not right|not correct)\b|(?:i|we) dispute\b|^dispute\b|fraud\b",
                r"pending\b.{0,30}\b(?:payment|charge)|(?:payment|charge)s?\b.{0,30}\bpending",
                r"exchange rate\b.{0,60}\b(?:wrong|incorrect|bad|mistake|awful|off|right"
                r"|correct)\b|(?:wrong|incorrect|bad)\b.{0,30}\bexchange rate",
            ),
        ),
        (
            "set_default_method",
            (
                r"(?:make|set|use|change|switch)\b.{0,30}\b(?:default|primary|preferred"
                r"|main)\b(?=.{0,40}(?:card|method|account|$))(?<!my default)",
                rf"(?:make|set) .{{0,30}}{_CARD}?.{{0,20}}\b(?:default|primary)\b",
            ),
        ),
        (
            "remove_payment_method",
            (
                rf"(?:remove|delete|unlink|detach|forget|take off|get rid of|erase)\b(?: (?:my"
                rf"|our|the|this|old|that|expired|saved|stored"
                rf"|a))*? (?:{_CARD}\b(?! details from)|(?:card )?(?:ending (?:in )?)?[0-9]{{4}}$)",
                r"stop (?:using|charging) (?:my |our |the )?(?:\w+ ){0,2}(?:card|visa"
                r"|mastercard|amex|[0-9]{4})",
            ),
        ),
        (
            "add_payment_method",
            (
                rf"(?:add|link|register|save|attach|store|connect|re-?activate"
                rf"|enter)(?:ing)?\b(?! money)(?: (?!money|funds)\w+){{0,4}}? {_CARD}(?! "
                rf"(?:status|fee))",
                r"(?:update|replace)\b(?: (?:my|our|the|your))? (?:credit card|payment method"
                r"|card on file|card details|card info\w*)\b",
                r"card\b.{0,40}\b(?:link it|add it|put it (?:back|in)|get it (?:in|back in)"
                r"|link to it|in (?:the|my) app)\b|(?:put|get) .{0,20}card.{0,20}\b(?:back "
                r")?in(?:to)? (?:the|my) app",
            ),
        ),
        (
            "list_payment_methods",
            (
                r"(?:payment|pament|pay|paying) (?:methods?|options?|modalit(?:y|ies)|modes?"
                r"|means|types?)\b",
                r"cards?\b.{0,20}\bon file\b|cards? in my account\b|(?:do you|can i|which"
                r"|what)\b.{0,20}\b(?:accept|pay (?:by|with|via))\b.{0,30}"
                r"\b(?:card|paypal|visa|mastercard|amex|wire|ach|sepa|bank|google pay|apple pay"
                r"|cash|check|cheque)\b",
                r"how (?:do|can) (?:i|we) pay (?:by|with|via|through)\b|ways? (?:to|of) pay"
                r"|wire (?:instructions|details)|bank details\b",
                r"do you accept\b|payments? .{0,20}(?:accepted|available|allowed|accept)\b",
            ),
        ),
        (
            "contact_update",
            (
                rf"{_EDIT}\b(?: (?!your)[\w']+){{0,4}}? {_DETAILS}\b(?! (?:screen|charger"
                rf"|connection|service|plan))",
                rf"(?:chang\w+|updat\w+|edit\w*|modif\w+|correct\w*) (?:\w+ ){{0,4}}(?:info"
                rf"|data|profile)\b|(?:edit|updat|modif|correct)\w* (?:\w+ ){0, 3}acc?ount$"
                rf"|(?:set|enter|submit|add)\w* (?:up )?(?:\w+ ){0, 4}(?:shipping|delivery"
                rf"|billing) address",
                r"(?:address|name|number|details)\b.{0,25}\b(?:has|have|needs?"
                r"|to be) (?:\w+ ){0,2}(?:changed?|updated|corrected)\b|address (?:change"
                r"|updat)\w*",
                r"who (?:gets|receives|is getting) (?:our|my|the)|(?:add|remove"
                r"|stop sending(?: \w+){0,3} to) \S{1,60}@",
                r"(?:send|mail|email) (?:our|my|the) (?:invoices|bills|reminders) to\b"
                r"|my new (?:address|number|email|phone)",
            ),
        ),
        (
            "get_document",
            (
                r"pdfs?\b|receipts?\b|download\w*\b.{0,40}\b(?:invoice|bill|statement"
                r"|receipt)|(?:excel|xlsx|csv|spreadsheet)\b",
                rf"(?:get|getting|(?:re-?)?send|sending|receive|receiving|e-?mail|mail|forward"
                rf"|copy of|copies of|obtain|request)\b(?: (?:me|us))?(?: (?:my|our|the|an?"
                rf"|some|of|all|last|latest|next))*"
                rf" {_BILL}\b(?! (?:paid|payed|total|is|due|amount))",
                r"statement (?:for|of) (?:q[1-4]|[0-9]{4}|\w+ [0-9]{4}|january|february|march"
                r"|april|may|june|july|august|september|october|november|december|last)\b",
                r"^(?:provide|i want|i need|need) .{0,20}\bproof of (?:payment|insurance)",
            ),
        ),
        (
            "payment_history",
            (
                r"(?:payment|transaction|billing|purchase|spending|order) history\b|(?:recent"
                r"|last|latest|past|previous|my|the|show|all|paypal) (?:\w+ "
                r"){0,2}?(?:transactions?|payments made)\b",
                r"(?:how much|what) (?:\w+ ){0,4}?(?:spent|spend|spending|paid)\b|(?:have|has"
                r"|did|am) (?:i|we) (?:\w+ ){0,3}(?:spent|spend|spending)\b"
                r"|my (?:\w+ ){0,3}spending\b|total spen[dt]",
                r"(?:search|see|check|show|list|pull up|view) (?:\w+ ){0,4}transactions?\b"
                r"|transactions? (?:from|for|in|with|at)\b",
            ),
        ),
        (
            "balance",
            (
                rf"(?:how much|what|whats|what's|tell me|know|when|whens|when's|find out|check"
                rf"|check on|show|need|see)\b.{{0,45}}\b(?:bills?|invoices?"
                rf"|{_HOUSEHOLD})\b.{{0,30}}\b{_DUE}\b",
                rf"(?:how much|what|whats|what's|when|tell me|know|amount|total|price"
                rf"|cost)\b.{{0,40}}\b(?:i|we|is|are|be|must) (?:\w+ )?{_DUE}\b",
                rf"(?:how much|how expensive|how high|what price"
                rf"|how little)\b.{{0,40}}\b(?:bills?|invoices?|{_HOUSEHOLD}|i owe|need to pay"
                rf"|have to pay|must pay)\b",
                rf"(?:amount|total|cost|price|balance|minimum|lowest|smallest|least"
                rf"|value)\b.{{0,45}}\b(?:bills?|invoices?|{_HOUSEHOLD}|payment)\b",
                rf"(?:bills?|{_HOUSEHOLD})\b.{{0,20}}\b(?:how much|total|minimum payment|amount"
                rf"|cost|due date|balance|due)\b",
                rf"(?:when|what day|what date|how long until|how soon|last day|how many days"
                rf"|latest)\b.{{0,40}}\b(?:bills?|invoices?|{_HOUSEHOLD}"
                rf"|payment)\b.{{0,25}}\b(?:due|up|pay|paid|payment)\b",
                rf"(?:when|last day|what day|what date|by when)\b.{{0,25}}\b(?:pay"
                rf"|payment)\b.{{0,25}}\b(?:bills?|{_HOUSEHOLD}|due)\b",
                r"due date\b|do i owe\b|^do i pay\b|what (?:i|we|do i|do we) owe\b"
                r"|(?:how|what)\b.{0,20}\bdo (?:i|we) owe\b|minimum payment\b",
                rf"(?:what is|what's|whats|what are) (?:my|the|our) (?:\w+ ){{0,3}}(?:bills?"
                rf"|payment|{_HOUSEHOLD})\b",
            ),
        ),
        (
            "list_invoices",
            (r"(?:invoices|bills)\b(?=.{0,60}$)(?<!pay bills)(?<!paying bills)",),
        ),
        (
            "show_invoice",
            (
                r"(?:see|view|check|checking|find|finding|locate|locating|show|look|looking"
                r"|know|tell|open|display|seeing|want|need|current|previous|full|complete|full"
                r"|specific|why|get)\b.{0,50}\b(?:invoice|bill|locaing)\b",
                r"^(?:my |the |our )?(?:\w+ ){0,3}(?:invoice|bill)$|billing address\b"
                r"|(?:invoice|bill) (?:details|#|from|is too high|is so high|number)"
                r"|bill\b.{0,20}\bhigh",
            ),
        ),
    )
)
"""Looked through in this order; the first form that occurs decides. Each begins with a word."""
