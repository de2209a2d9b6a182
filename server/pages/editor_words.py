"""The words of the query editor, for its scripts: what YASGUI says in English, and what we say."""

from flask_babel import gettext  # type: ignore[import-untyped]


def yasgui() -> dict[str, str]:
    """YASGUI's own words → ours; `{1}` stands for what a pattern in `words.js` found."""
    return {
        "Add a new tab": gettext("Ouvrir un onglet"),
        "Add tab": gettext("Ouvrir un onglet"),
        "All": gettext("Tout"),
        "Close Tab": gettext("Fermer l'onglet"),
        "Close other tabs": gettext("Fermer les autres onglets"),
        "Close tab": gettext("Fermer l'onglet"),
        "Copy Tab": gettext("Dupliquer l'onglet"),
        "Ellipse": gettext("Abréger"),
        "False": gettext("Non"),
        "Filter query results": gettext("Filtrer les lignes"),
        "New Tab": gettext("Nouvel onglet"),
        "Page size: ": gettext("Lignes par page :"),
        "Press CTRL - <spacebar> to autocomplete": gettext("Ctrl+Espace : propositions"),
        "Rename Tab": gettext("Renommer l'onglet"),
        "Response": gettext("Réponse brute"),
        "Run query": gettext("Lancer la requête (Ctrl+Entrée)"),
        "Share query": gettext("Lien vers cette requête"),
        "Show all": gettext("Tout montrer"),
        "Download result": gettext("Télécharger"),
        "Simple view": gettext("Vue simple"),
        "Table": gettext("Tableau"),
        "True": gettext("Oui"),
        "Undo close Tab": gettext("Rouvrir l'onglet fermé"),
        "cannot render result": gettext("Cette réponse ne se montre pas ici : téléchargez-la."),
        "Shows {1} view": gettext("Voir : {1}"),
        "Response in {1} seconds": gettext("Réponse en {1} s"),
        "Response in {1} second": gettext("Réponse en {1} s"),
        "{1} results": gettext("{1} résultats"),
        "{1} result": gettext("{1} résultat"),
        "{1} in {2} seconds": gettext("{1} en {2} s"),
        "{1} in {2} second": gettext("{1} en {2} s"),
        "Could not render results with the {1} plugin, the results currently are rendered with the {2} plugin. {3}":
            gettext("Cette réponse n'a pas de vue « {1} » ; voici la vue « {2} »."),
    }  # fmt: skip


def table() -> dict[str, object]:
    """What the result table says (https://datatables.net/reference/option/language)."""
    return {
        "aria": {
            "orderable": gettext(" : trier"),
            "orderableRemove": gettext(" : ne plus trier"),
            "orderableReverse": gettext(" : trier dans l'autre sens"),
            "paginate": {
                "first": gettext("Première page"),
                "last": gettext("Dernière page"),
                "next": gettext("Page suivante"),
                "previous": gettext("Page précédente"),
            },
        },
        "emptyTable": gettext("Aucune ligne : la question a bien été posée, rien n'y répond."),
        "info": gettext("Lignes _START_ à _END_ sur _TOTAL_"),
        "infoEmpty": gettext("Aucune ligne"),
        "infoFiltered": gettext("(parmi _MAX_)"),
        "zeroRecords": gettext("Aucune ligne ne contient ce texte."),
    }


def ours() -> dict[str, str]:
    """What our scripts say."""
    return {
        "download": gettext("Télécharger le résultat :"),
        "editor": gettext("Requête SPARQL. Ctrl+Entrée la lance, Échap quitte l'éditeur."),
        "failed": gettext("Ce site n'a pas répondu. Vérifiez votre connexion, puis relancez la requête."),
        "goTo": gettext("Aller à la ligne {1}, colonne {2}"),
        "map": gettext("Carte"),
        "mapLabel": gettext("Carte des résultats. Les mêmes lignes sont dans le tableau."),
        "mapNote": gettext("{1} lignes sur {2} ont une position."),
        "ran": gettext("Réponse reçue."),
        "running": gettext("La requête est lancée."),
        "stopped": gettext("La requête est arrêtée."),
        "tab": gettext("Requête"),
        "zoomIn": gettext("Agrandir"),
        "zoomOut": gettext("Réduire"),
        "class": gettext("classe"),
        "pageSize": gettext("Lignes par page"),
        "unreadable": gettext("Cette ligne ne se comprend pas. Attendu : {1}"),
        "property": gettext("propriété"),
        "concept": gettext("code"),
    }
