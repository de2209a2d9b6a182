// Escape leaves the editor, in which Tab indents: to the button that runs the query, which comes next.

export function leaveByEscape(editor) {
  editor.getWrapperElement().querySelector(".yasqe_queryButton").focus();
}
