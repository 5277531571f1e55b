"""The English of the simulated market: how descriptions are worded.

All sentences are ours. The keys of ``CLAIMS`` are kinds (``kinds.KINDS``).
"""

from __future__ import annotations

__all__ = ["CLAIMS", "PADDING", "PLAIN_SPEC", "SERVICE", "SHIPPING", "SPEC"]

CLAIMS: dict[str, tuple[str, ...]] = {
    "retail": (
        "Sealed, sold with our invoice.", "Bought through the [brand's|official] distributor.",
        "[Manufacturer|Brand] warranty of [one year|two years] applies.", "New in original packaging.",
    ),
    "authorised_dealer": (
        "We are an authorised dealer, [est. 1987|since 2004], serial numbers can be registered.",
        "[Do not fall for replicas or 1:1 copies,|Save the trouble,|To be sure,] buy from an authorised dealer.",
        "Comes with box, papers and the [boutique|manufacturer] guarantee card.",
        "Visit us in our shop in {place}.", "Engraving and [repairs|service] in our own workshop.",
    ),
    "outlet": (
        "Bought at the [outlet village|factory outlet], tags may be marked.",
        "Last pairs, odd sizes, no exchange.", "Discontinued model, that is why it is cheap.",
        "Small factory mark, see photo.", "Overstock from our [shop|store] in {place}.",
    ),
    "second_hand": (
        "[This is not a replica,|Yes, it is real,||] I can show the receipt.", "Real one[, not a rep and not 1:1|, from my own wardrobe|].",
        "[Bought|Purchased] in the boutique in {place} in [2019|2020|2021|2022].",
        "Light [scratches|creasing|wear], see the mirror selfie in the pictures.",
        "Selling because I [need the space|never wear it|got a new one].",
        "Authenticity check welcome[, no fakes in my closet||].", "Lost the box, otherwise complete.",
        "[Corners|Heel|Strap] worn, priced accordingly.",
    ),
    "parallel_import": (
        "Parallel import, guarantee through us and not through the brand.",
        "Bought abroad by our buyer, receipt on request.", "Manual in [Japanese|Korean|Italian].",
    ),
    "reissue": (
        "Official reissue made by the brand itself, not a copy.",
        "Faithful replica of the original from the archive, released by the brand.",
        "Retro model, same shape as the first one.",
    ),
    "accessory": (
        "Not made by {brand}; {brand} is a trademark of its owner.",
        "Fits only the model named in the title, please check before buying.",
        "Aftermarket part, not original.", "Third-party accessory, device not included.",
    ),
    "toy_replica": ("[Toy replica|A toy], not a weapon.", "Orange tip, keep away from small children."),
    "scale_model": ("Die-cast[ replica|] with opening doors.", "Scale {scale}, about 20 cm long."),
    "film_prop": ("Fan-made prop [replica|] for display.", "[1:1|Adult] size, resin, hand painted."),
    "faux_material": ("[Imitation|Vegan] leather, no animals harmed.", "Looks like the real thing, is not."),
    "other_sense": ("Sold as described, for the purpose in the title.", "Copy function needs two drives."),
    "common_word": ("The name is just a word here, no brand involved.", "Good quality, fast dispatch."),
    "book": ("How to tell genuine from fake is in chapter [4|6].", "Paperback, [210|320|144] pages."),
    "style_clothing": ("No logos, only the look.", "Tribute act, not connected to the band."),
    "wholesale": ("Factory direct, mixed orders welcome.", "Sample first, OEM possible.",
                  "Contact us for the catalogue, {contact}."),
    "generic": ("Simple and useful.", "No brand, plain packaging.", "You get what you see."),
    "own_brand": ("Designed by us in {place}.", "Our own trademark, original design."),
    "licensed_merch": ("Officially licensed, hologram label inside.", "Made under licence."),
    "unlicensed_merch": (
        "Printed in our workshop, any [name|age] can be added.", "Digital file, for personal use.",
        "We do not claim ownership of the characters.", "Handmade [gift|with love].",
    ),
    "replica_open": (
        "This is a {copy}, {grade}, you will not see the difference.",
        "Best {copy} on the market, weight and logo like the original.",
        "We sell {grade} copies only, price is for the copy.", "{copy} comes with box and cards.",
    ),
    "replica_coded": (
        "Same [leather|material] and same factory, only the price differs.",
        "[Latest|Upgraded] batch, stitching corrected.", "Passes the [store check|legit check app].",
        "QC pictures before shipping.", "Correct [weight|font|date code], {grade}.",
    ),
    "replica_album": (
        "Listing shows plain pictures, real ones in the album: {contact}.",
        "Ask for pictures with the logo, {contact}.", "{grade} quality, see the album.", "More than 500 styles, {contact}.",
        "Link is for payment only, tell us the style number.",
    ),
    "replica_silent": (
        "New, with box and dust bag.", "Ships from our warehouse in [Guangzhou|Shenzhen|Hong Kong].",
        "All sizes available, message us.", "Good quality, please leave five stars.",
        "Brand new, never worn.",
    ),
    "replica_superfake": (
        "Full set with box, papers and receipt.", "Bought in the boutique in {place}.",
        "New, never worn, serial number on request.", "Bank transfer preferred.",
    ),
    "replica_disguised": (
        "You know the brand, see the pictures.", "Logo on the real product.", "Best version, all sizes.",
        "Please do not mention the brand in reviews.",
    ),
    "replica_padded": ("New with box.", "Best version, same as in store.", "Great gift for everyone."),
    "replica_for_abuse": ("Comes with logo and box.", "Same as pictures.", "Good quality, all sizes."),
    "replica_as_used": (
        "Got it as a gift, so no receipt.", "100% authentic, no returns.", "Worn once, like new.",
        "Several available.", "Selling because it does not fit.", "Real one, not a rep.",
    ),
    "fake_packaging": ("Perfect to make your gift complete.", "Same paper and print as in store.",
                       "Box only, product not included."),
}  # fmt: skip

SPEC = (
    "Colour: {colour}. Size: {size}.", "Material: {material}.", "Model {model}, reference {ref}.",
    "{product} in {colour}, {material}.", "Size {size}, true to size.", "{gender}, {season}.",
    "Item: {brand} {model}.", "Measurements are taken by hand and may differ by 1-2 cm.",
    "Colours may look different on your screen.", "Size {size}; {colour} as in the pictures.",
)  # fmt: skip
PLAIN_SPEC = (
    "Colour: {colour}.", "Pack: {count}.", "Dimensions {size2}, measured by hand.", "{feature}, {use}.",
    "Colours may look different on your screen.", "Please check the pictures.", "{season} stock.",
    "Batteries not included.", "Weight {digits} g.", "Colour {colour} as in the pictures.",
)  # fmt: skip
SHIPPING = (
    "Ships from {place} within {days} days by {courier}.", "Free shipping over $[35|50|99].",
    "Dispatched within {days} working days.", "{courier}, tracking number included.",
    "We ship worldwide, customs duties are paid by the buyer.", "Collection in {place} possible.",
    "Discreet packaging.", "Combined postage on request.", "Shipping time {days} days.",
)  # fmt: skip
SERVICE = (
    "Returns within [14|30] days.", "No returns.", "Any question, send us a message.",
    "Five stars if you are happy, please.", "Payment by card or transfer.", "Private sale.",
    "Please read the size chart before ordering.", "Thanks for looking!", "Follow our shop.",
    "Message me for more photos.", "Contact {contact} for wholesale.", "Offers welcome.",
)  # fmt: skip
PADDING = (
    "summer", "party", "gift for mum", "birthday", "garden", "kitchen", "family", "school", "travel",
    "outdoor", "book", "recipe", "picnic", "wedding", "baby", "puzzle", "pet", "cotton", "organizer",
    "lamp", "bottle", "camping", "football", "tools", "notebook", "candle", "tea", "yoga", "running",
    "holiday", "office", "garage", "bike", "pool", "beach", "music", "art", "craft", "home decor",
)  # fmt: skip
