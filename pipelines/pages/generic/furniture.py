"""The kinds of short lines between paragraphs: credits, advertisements, pointers to other articles, dates."""

from __future__ import annotations

import re
from typing import Final

from pipelines.dates import is_relative
from pipelines.pages.generic.blocks import Block

# Patterns of small letters alone are tried on ``block.lower``, which is sooner done than to ignore case.
_POINTER: Final = re.compile(
    r"^\W*(?:(?:baca|lihat|simak|tonton|saksikan|cek|klik)\s*(?:juga|pula|selengkapnya|lainnya|video|artikel|berita)?"
    r"(?:\s+(?:berita|artikel|video|ini|terkait|menarik|lainnya|juga|selengkapnya|di|bawah|sini|berikut))*"
    r"(?:\s*[:;：>»\]]|\s+[–—-]|[–—-]\s)|"
    r"(?:baca|lihat|simak|tonton|saksikan)\s*(?:juga|pula)\b|simak video\b"
    r"|(?:also read|read also|read more|see also|see more|also on|more|related(?: posts?| stor(?:y|ies))?)\s*:"
    r"|(?:also read|read also|see also)\b|don['’]t miss\W*$"
    r"|(?:baca|lihat|simak|tonton)\b.{0,40}\b(?:lainnya|terkait|populer)\W*$|jangan lewatkan\W*(?:$|:)"
    r"|pilihan redaksi\b|\[?gambas\s*:)"
)
_LIST_HEAD: Final = re.compile(
    r"^\W*(?:(?:baca|lihat|simak|tonton)\s*(?:juga|pula|lainnya)?(?:\s+(?:berita|artikel)(?:\s+\w+)?)?"
    r"|(?:kumpulan\s+)?(?:berita|artikel|konten|post(?:ingan)?|foto|video|info(?:rmasi)?|kabar|news|topik|tulisan)*\s*"
    r"(?:foto|video)?\s*(?:lainnya|lain|terkait|ter?kini|terbaru|terpopuler|populer|rekomendasi|serupa|pilihan)"
    r"(?:\s+(?:untuk\w*|anda|kamu|lainnya|hari ini))?"
    r"|rekomendasi(?:\s+\w+){0,3}|pilihan\s+(?:redaksi|untukmu|editor)|jangan lewatkan"
    r"|(?:related|recommended|latest|popular|more|other|recent)(?:\s+(?:news|posts?|articles?|stories|topics?|from))*"
    r"|(?:you may|you might|anda mungkin|mungkin anda)\s+.{0,25}|most\s+read|trending(?:\s+\w+)?)"
    r"(?:\s*\([^)]*\))?\W*$"
)
_COMMENT_HEAD: Final = re.compile(
    r"^\W*(?:\d+\s+)?(?:komentar(?:i)?|comments?|tulis komentar|beri(?:kan)? komentar|tinggalkan (?:komentar|balasan)"
    r"|leave a (?:reply|comment))(?:\s+(?:pembaca|artikel ini|anda|kamu|\(?\d+\)?|facebook|fb))*\W*$"
)
_CHANNEL: Final = (
    r"google\s*news|(?:saluran|kanal|channel|grup|group)\s+(?:whats\s?app|wa\b|telegram|youtube)"
    r"|(?:whats\s?app|wa|telegram|youtube)\s+(?:channel|saluran|grup|group)"
)
# A call to the reader begins like one; a report that mentions a messenger does not.
_PROMOTION: Final = re.compile(
    r"^[^\w\"“‘'«]*(?:ikuti|follow|simak|dapatkan|baca|cek|download|unduh|yuk|ayo|mari|gabung|bergabung|join|update|temukan|klik"
    rf"|silakan|langganan|berlangganan|jangan (?:lewatkan|lupa)|untuk (?:mendapatkan|mengikuti))\b.*(?:{_CHANNEL})"
    r"|^[^\w\"“‘'«]*(?:ikuti|follow|subscribe|sign up|langganan|berlangganan)\b.*"
    r"(?:media sosial|newsletter|akun|aplikasi|update|twitter|facebook|instagram|inbox)"
    r"|^\W*(?:ikuti|follow)\s+(?:kami|us)\b|^\W*(?:like|enjoyed?) this (?:story|article|post)\b"
    r"|^\W*(?:artikel|berita|tulisan)\s+ini\s+(?:telah|sudah|pernah)\s+(?:tayang|terbit)"
    r"|^\W*dilarang\s+(?:keras\s+)?(?:mengambil|mengutip|menyalin|memperbanyak)|^.{0,60}all rights? reserved"
    r"|^\W*hak cipta dilindungi"
)
_PLATFORM_HOST: Final = re.compile(
    r"//(?:news\.google\.|(?:www\.)?whatsapp\.com/channel|t\.me/|play\.google\.|apps\.apple\.)", re.I
)
_ADVERT: Final = re.compile(
    r"^\W*(?:advertisements?|iklan|ads|sponsored|adv|scroll (?:to|untuk|ke).*|(?:halaman|page)\s*(?:selanjutnya"
    r"|berikutnya|sebelumnya|next)|(?:halaman|page|hal)\s*:?\s*[\d\s.…/|»>-]*(?:show all|tampilkan semua|semua)?"
    r"|selanjutnya|sebelumnya|next|prev(?:ious)?|show all|lanjutkan membaca.*"
    r"|bersambung ke halaman.*|(?:baca|buka) halaman.*|waktu baca.*|load more|muat lainnya"
    r"|lihat (?:foto|gambar|semua|selengkapnya)|perbesar|zoom|(?:baca |lihat |berita )?selengkapnya"
    r"|share|bagikan(?:\s+(?:ke|di|via|ini|artikel|berita|tulisan)\b.*)?"
    r"|bagi(?:kan)? (?:artikel|berita) ini|tweet|facebook|twitter|whatsapp|telegram|line"
    r"|copy link|salin (?:tautan|link)|print|cetak|email|like|suka|komentar|(?:a\s*[-+]?\s*){1,4}"
    r"|(?:tags?|topik|label|kata kunci|kategori|categories|category)\s*:?|bagikan\s*:"
    r"|advert|continue reading|read (?:more|later|next)|back to gallery|\d+\s+of\s+\d+|\d+/\d+"
    r"|(?:listen|watch|video|audio|play)(?: now)?|view comments|explore further)\W*$"
)
_CREDIT: Final = re.compile(
    r"^\W*(?:\w+\s*(?:&|dan|/)\s*)?(?:editor|penulis|reporter|rep(?=\s*[:/])|wartawan|jurnalis|pewarta|penyunting|redaktur|redaksi|red"
    r"|kontributor|koresponden|sumber(?:\s+(?:berita|foto|artikel|gambar))?|source|laporan|liputan|oleh|by|author"
    r"|foto(?:grafer)?|photo|dok(?:umentasi)?|uploader|pengunggah|admin|tim\s+(?:redaksi|liputan)|copyright|hak cipta|©"
    r"|tags?|topik|label|kategori|kata kunci|keywords?|posted\s+(?:by|in)|di(?:tulis|posting(?:kan)?)\s+oleh|via|teks"
    r"|naskah|publisher|penerbit|share|bagikan)\b(?:\s*\d+)?\s*(?:(?:&|dan|/)\s*\w+\s*)?(?:[:：/©|]|[.–-]\s|oleh\b|by\b|\(c\)|©)"
)
# The sign, or the word in front of a year, names an owner; the word alone is one of the text.
_IMPRINT: Final = re.compile(
    r"\W*(?:©|\(c\)\s|copyright\s*(?:\(c\)|[:@]|(?:19|20)\d\d|$)|hak cipta\s*(?:[:@]|dilindungi|(?:19|20)\d\d|$))"
)
_VISITORS: Final = re.compile(r"\bpengunjung\s*:")
_REPORTING: Final = re.compile(
    r"^\*+\)\s|"
    r"^\W*laporan\s+(?:wartawan|reporter|kontributor|koresponden|jurnalis)\b[^.]*$|"
    r"^\W*(?:written|(?:additional )?reporting|editing)\s+(?:for\b.{1,40}\s)?by\b"
    r"|\bcontributed (?:reporting|to this (?:report|article))\b"
)
# A name behind the word, in capitals, is a byline; a sentence goes on in small letters.
_BYLINE: Final = re.compile(r"^\W*(?i:oleh|by|penulis|reporter)\s+[A-Z][\w.'’-]*(?:$|\s+[A-Z|])")
_CONTACT: Final = re.compile(r"(?:https?://|www\.)\S+|[+(\d][\d\s()+.-]{6,}|[^\s@]+@[^\s@]+\.\w+", re.I)
_INITIALS: Final = re.compile(
    r"^[(\[*]\s*[\w.,\s/*&+@|:-]{1,45}\s*[)\]*]\W*$|^\*{1,3}\s*[\w/ .]{0,30}$|^-{2,}$"
)
_COUNTER: Final = re.compile(
    r"^\W*(?:(?:telah\s+)?(?:di)?(?:baca|lihat|views?|hits?|kunjungan|tayangan|dibaca|dilihat|shares?|pembaca)\s*:?\s*"
    r"[\d.,]+\s*(?:kali|x|k|rb)?|[\d.,]+\s*(?:kali\s+)?(?:rb|k|x)?\s*(?:views?|hits?|kali|shares?|dibaca|dilihat|pembaca"
    r"|komentar|comments?|menit(?:\s+baca)?|min read)(?:\s+(?:dibaca|dilihat))?)\W*$"
)
_DATELINE: Final = re.compile(r"^[A-ZÀ-Ý][\w.,'’/ ()-]{1,40}\s*[-–—]+\s*$")
_CAPTION: Final = re.compile(
    r"^\W*(?:foto|photo|gambar|ilustrasi|dok(?:umentasi)?|keterangan foto|ket\.?\s*foto|caption)\s*[:/.–-]"
    r"|[(\[](?:foto|photo|dok|ist(?:imewa)?|ilustrasi|sumber|antara|humas|screenshot|tangkapan layar)"
    r"\b[^)\]]{0,60}[)\]]\W*$"
    r"|\bfoto\s*:\s*[^.]{2,50}$|^ilustrasi\b.{0,60}$"
)
_DATE: Final = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d\d\b|\b\d{1,2}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*|[\s-]\s*[a-z]{3,10}[.,]?[\s-]\s*)(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d[-/]\d\d[-/]\d\d(?!\d)|\b[a-z]{3,10}\.? \d{1,2}, ?(?:19|20)\d\d\b"
    r"|\b\d{1,2}[:.]\d\d(?::\d\d)?\s*wi[bt]a?\b"
    r"|(?<!\d)\d\d?(?:jan|feb|mar|apr|mei|jun|jul|ag|sep|okt|nov|des)[a-z]{0,7}(?:19|20)\d\d\b",
    re.I,
)
_CLOCK: Final = re.compile(r"\W*(?:pukul|jam|pkl)?\W*\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:wi[bt]a?)?\W*")
_END_HEAD: Final = re.compile(
    r"^\W*(?:tags?|topik(?: terkait)?|label|kata kunci|bagikan(?:\s+\w+){0,3}|share(?:\s+\w+){0,3}"
    r"|tentang penulis)\W*$"
)
_TAG_HEAD: Final = re.compile(r"^\W*(?:tags?|topik(?: terkait)?|label|kata kunci)\b")
_NEWEST: Final = re.compile(r"terkini|terbaru|popul[ae]r|latest|recent|most|trending")
_HEADLINE: Final = 25
_LABEL_LENGTH: Final = 200
_LONGEST_SENTENCE: Final = 120
_LONGEST_CALL: Final = 350
_DATED_LENGTH: Final = 160
_LONGEST_CLOCK: Final = 40
_EVENT: Final = re.compile(r"\(\s*\d{1,2}/\d{1,2}(?:/\d{2,4})?\s*\)")


def is_pointer(block: Block) -> bool:
    """Returns whether a line points to another article: "Baca juga: …", "Simak Video …"."""
    label, _, headline = block.lower.partition(":")
    is_offer = block.link_chars >= max(len(headline.strip()), _HEADLINE) and _LIST_HEAD.match(label)
    return len(block.text) <= 300 and bool(is_offer or _POINTER.match(block.lower))


def is_list_head(block: Block) -> bool:
    """Returns whether a line heads a list of other articles: "Berita Terkait", "BACA JUGA"."""
    return len(block.text) <= 50 and bool(_LIST_HEAD.match(block.lower))


def is_comment_head(block: Block) -> bool:
    """Returns whether a line heads the readers' comments."""
    return len(block.text) <= 50 and not block.is_link and bool(_COMMENT_HEAD.match(block.lower))


def is_noise(block: Block) -> bool:
    """Returns whether a line is an advertisement, a button, a page number, a counter or a call to follow."""
    text = block.text
    if len(text) <= 60 and (_ADVERT.match(block.lower) or _COUNTER.match(block.lower)):
        return True
    if block.is_link and not any(map(str.isalpha, text)) and not is_contact(block):
        return True
    if len(text) > _LONGEST_CALL:
        return False
    if _is_imprint(block.lower) and not text.endswith((".", "”", '"')):
        return True
    if _PROMOTION.match(block.lower):
        return True
    return not block.is_prose and any(_PLATFORM_HOST.search(a.get("href") or "") for a, _ in block.line.links)


def _is_imprint(text: str) -> bool:
    return "©" in text or bool(_IMPRINT.match(text)) or (":" in text and bool(_VISITORS.search(text)))


def is_credit(block: Block) -> bool:
    """Returns whether a line names who wrote, edited or supplied the text, and is no sentence of it."""
    text = block.text
    if len(text) > _LABEL_LENGTH:
        return False
    if not block.is_prose and not text.endswith(".") and _BYLINE.match(text):
        return True
    matches = (_CREDIT.match, _REPORTING.search, _INITIALS.match, _IMPRINT.match)
    return any(match(block.lower) for match in matches)


def is_dateline(block: Block) -> bool:
    """Returns whether a line is only the place that a report is sent from: "Jakarta -"."""
    return bool(_DATELINE.match(block.text))


def is_single_sentence(block: Block) -> bool:
    """Returns whether a line is one short sentence."""
    return len(block.text) <= _LONGEST_SENTENCE and ". " not in block.text


def is_caption(block: Block) -> bool:
    """Returns whether a line describes the picture in front of it: by its words, its type, or in one frame with it."""
    text = block.text
    if len(text) > 350 or not block.follows_picture():
        return False
    if _CAPTION.search(block.lower) or (len(text) <= 250 and block.is_emphasised()):
        return True
    return not block.is_prose and not block.is_heading and block.shares_picture()


def is_contact(block: Block) -> bool:
    """Returns whether a line is nothing but an address, a telephone number or a mail address."""
    return bool(_CONTACT.fullmatch(block.text))


def has_date(text: str) -> bool:
    """Returns whether a text names a day with its year, or a time with its zone."""
    return bool(_DATE.search(text))


def is_dated(block: Block) -> bool:
    """Returns whether a line is no more than a date, a time and a label."""
    text = block.text
    if len(text) > _DATED_LENGTH or not (has_date(text) or is_relative(text)):
        return False
    # A sentence ends in a full stop, and names the day of what happened in brackets.
    return not (len(text) > 40 and (text.endswith((".", '."', ".”", "?", "!")) or _EVENT.search(text)))


def is_clock(block: Block) -> bool:
    """Returns whether a line is a time of day alone."""
    return len(block.text) <= _LONGEST_CLOCK and bool(_CLOCK.fullmatch(block.lower))


def is_end_head(block: Block) -> bool:
    """Returns whether a line heads what stands below an article: its tags, its share buttons, its comments."""
    return len(block.text) <= 40 and bool(_END_HEAD.match(block.lower) or is_comment_head(block))


def is_offer_head(block: Block) -> bool:
    """Returns whether a line heads a list of articles chosen for this one, not the newest or most read ones."""
    return is_list_head(block) and not _NEWEST.search(block.lower)


def is_tag_head(block: Block) -> bool:
    """Returns whether a line starts the article's tags: "Tags:", "Topik"."""
    return bool(_TAG_HEAD.match(block.lower)) and block.own_chars <= 25


def is_signature(block: Block) -> bool:
    """Returns whether a line below the text is the writer's name, printed in capitals."""
    text = block.text
    return len(text) <= 50 and len(text.split()) <= 5 and text.isupper() and not any(map(str.isdigit, text))
