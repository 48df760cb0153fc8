// The one script tag of the chat widget. It works as a module and as a classic
// script, from this shop or any other page:
//
//   <script src="https://shop.example/widget.js" async></script>
//   <daogou-chat locale="en" customer="v1.…"></daogou-chat>
//
// Without an element on the page it adds one by itself.
{
  const tag = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const base = new URL("assets/widget/element.js", tag.src);
  import(base).then(() => {
    if (document.querySelector("daogou-chat") || tag.dataset.auto === "off") return;
    const chat = document.createElement("daogou-chat");
    for (const name of ["locale", "customer"]) {
      if (tag.dataset[name]) chat.setAttribute(name, tag.dataset[name]);
    }
    document.body.append(chat);
  });
}
