"""The HTML page a mail is put into: no network, no script, and a dark theme where one is wanted."""

from assistant.card import Tone

COLOURS = {Tone.INFO: "#2f6fde", Tone.GOOD: "#1f8a4c", Tone.PROBLEM: "#c4372b"}

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 12px;
 font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }}
main {{ display: block; max-width: 720px; margin: 0 auto; padding-left: 12px;
 border-left: 4px solid {colour}; overflow-wrap: break-word; }}
h1 {{ font-size: 20px; line-height: 1.3; margin: 8px 0 12px; }}
.mark {{ font-size: 12px; opacity: 0.7; margin: 0 0 8px; }}
table {{ border-collapse: collapse; margin: 12px 0; }}
.rows {{ width: 100%; font-size: 14px; }}
th {{ text-align: left; }}
th, td {{ padding: 4px 16px 4px 0; vertical-align: top; border-bottom: 1px solid #8886; }}
th:last-child, td:last-child {{ padding-right: 0; }}
.long, .facts td {{ overflow-wrap: anywhere; }}
.facts th, .facts td {{ border: 0; }}
.facts th {{ white-space: nowrap; }}
li {{ margin: 4px 0; }}
a {{ font-weight: 600; }}
.primary {{ font-weight: 700; }}
code {{ font-size: 14px; }}
@media (max-width: 540px) {{
 .facts {{ width: 100%; }}
 .facts th {{ white-space: normal; width: 40%; padding-right: 8px; }}
 .rows thead {{ position: absolute; left: -9999px; }}
 .rows, .rows tbody, .rows tr {{ display: block; }}
 .rows tr {{ padding: 8px 0; border-bottom: 1px solid #8886; }}
 .rows td {{ display: flex; padding: 1px 0; border: 0; overflow-wrap: anywhere;
  text-align: left !important; white-space: normal !important; }}
 .rows td[data-label]::before {{ content: attr(data-label) ":"; flex: 0 0 40%; font-weight: 700; }}
}}
@media (prefers-color-scheme: dark) {{ a {{ color: #8ab4f8; }} }}
</style>
</head>
<body>
<main>
<p class="mark">{marker}</p>
{body}
</main>
</body>
</html>
"""
