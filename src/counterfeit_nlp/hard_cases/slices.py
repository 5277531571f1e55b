"""The names of the hard slices, and what each is about. Each has a file of cases of its name."""

from __future__ import annotations

__all__ = ["SLICES"]

SLICES: dict[str, str] = {
    "second_hand": "used things, honestly described; twins: new copies sold as used",
    "authorised": "authorised dealers; twins: copies from “authorised” sellers",
    "own_store": "the brand's own shop; twins: “official outlets” of copies",
    "parallel_import": "grey market, duty free, bought abroad; twins: copies with a journey",
    "toy_replica": "toys that look like the real thing; twins: copied toys, and copies called toys",
    "scale_model": "scale models and kits; twins: pirated kits, and “models” in full size",
    "film_prop": "props and costume replicas; twins: copies listed as props",
    "refurbished": "refurbished and restored; twins: copies built of parts, fake new boxes",
    "museum_replica": "reproductions by museums and teachers; twins: copies called museum pieces",
    "tribute_style": "homage and “style” without the brand's marks; twins: “style” with the logo",
    "diy_pattern": "patterns, plans and kits; twins: logo kits, labels and finished copies",
    "book": "books about brands and about fakes; twins: pirated books, and bags sold as books",
    "accessory": "cases, straps, parts for a brand's things; twins: the whole thing, copied",
    "common_word": "brand names as ordinary words (apple, coach, 小米); twins: meant as the brand",
    "not_a_replica": "denials that are true; twins: denials in front of a copy",
    "grade": "AAA batteries, 1:1 resin, grade A syrup; twins: the grades of copies",
}
