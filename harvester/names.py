"""The IRIs that gathering itself has to know."""

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDF_FIRST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
RDF_REST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
RDF_NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "http://schema.org/"
FAB = "https://w3id.org/fabcommons/ns#"
UNKNOWN = "https://w3id.org/fabcommons/unknown#"

#: What RDF itself needs in any graph: types, and the links of lists.
RDF_OWN = frozenset({RDF_TYPE, RDF_FIRST, RDF_REST})

FABLAB = f"{FAB}FabLab"
PROPOSAL = f"{FAB}proposal"

#: Losing one of these links would make a machine look safer than its lab says it is.
SAFETY = frozenset({f"{FAB}requiresCredential", f"{FAB}forbidsMaterial"})

#: Blank nodes under these are withheld alone; any other belongs to its nearest IRI ancestor.
WITHHELD_ALONE = frozenset(
    {
        f"{SCHEMA}openingHoursSpecification",
        f"{SCHEMA}specialOpeningHoursSpecification",
        f"{SCHEMA}member",
        f"{SCHEMA}seeks",
        f"{SCHEMA}makesOffer",
        f"{SCHEMA}priceSpecification",
        f"{FAB}loanOffer",
    }
)

PERSON = f"{SCHEMA}Person"
PERSON_MARKS = frozenset(
    {
        f"{SCHEMA}givenName",
        f"{SCHEMA}familyName",
        f"{SCHEMA}hasCredential",
        f"{SCHEMA}jobTitle",
        f"{FAB}publicationConsent",
    }
)


def lab_of(base: str) -> str:
    """The lab that a file describes: always `<base>#lab`."""
    return f"{base}#lab"
