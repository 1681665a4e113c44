type Child = Node | string;

/** Makes an element. Texts stay texts: nothing of a category's name can become markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The element of a page of ours with an id; undefined where the report has no such part. */
export function byId(id: string): HTMLElement | undefined {
  return document.getElementById(id) ?? undefined;
}
