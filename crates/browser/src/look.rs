//! What can be measured of a page's looks: sideways scrolling, text that is cut, words of the other language.

use crate::page::Page;
use anyhow::Result;
use serde_json::Value;

/// What is found on a page; each entry names the place and its text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Looks {
    /// What reaches out of the window, so that the page scrolls sideways.
    pub sideways: Vec<String>,
    /// Text that does not fit into its box.
    pub cut: Vec<String>,
    /// What lies over something else.
    pub over: Vec<String>,
    /// Tables and rows that scroll sideways for themselves.
    pub scrolls: Vec<String>,
    /// Words in another language than the page's, outside of elements that say so.
    pub foreign: Vec<String>,
}

const MEASURE: &str = r"(() => {
    const found = {sideways: [], cut: [], over: [], scrolls: [], foreign: []};
    const root = document.documentElement, wide = root.clientWidth;
    const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className ? '.' + String(e.className).split(' ').join('.') : '')
        + ' ' + JSON.stringify(String(e.value ?? e.innerText ?? '').trim().slice(0, 60));
    const shown = e => e.checkVisibility() && !e.closest('.unseen') && !e.closest('.skip');
    const scroller = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
        if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX)) return p; return null; };
    if (root.scrollWidth > wide || document.body.scrollWidth > wide) found.sideways.push(`page ${root.scrollWidth} > ${wide}`);
    for (const e of document.body.querySelectorAll('*')) {
        if (!shown(e)) continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (box.right > wide + 1 && !scroller(e) && box.width > 0) found.sideways.push(name(e));
        if (style.overflowX === 'auto' && e.scrollWidth > e.clientWidth + 1 && e.tagName !== 'TEXTAREA')
            found.scrolls.push(`${name(e)} ${e.scrollWidth} > ${e.clientWidth}`);
        else if (style.display !== 'inline' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
            && (e.matches('select, button') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())))
            found.cut.push(`${name(e)} ${e.scrollWidth} > ${e.clientWidth}`);
    }
    const acts = [...document.querySelectorAll('a, button, input, select, textarea, summary')]
        // A shape of a drawing is hit where it is drawn, which need not be the middle of its box.
        .filter(e => shown(e) && !e.closest('svg'));
    for (const e of acts) {
        const box = e.getClientRects()[0]; if (!box || !box.width) continue;
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
        const top = document.elementFromPoint(x, y);
        // The bar at the foot of a phone stays; what lies under it now is scrolled to. A list that is open lies over the form.
        if (top && !e.contains(top) && !top.contains(e) && !e.labels?.length && !top.closest('nav.ways, [role=listbox]')) found.over.push(`${name(e)} under ${name(top)}`);
    }
    const english = root.lang.startsWith('en');
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.data.trim(), e = walk.currentNode.parentElement;
        if (!text || !shown(e) || e.closest('[lang]') !== root || e.closest('code, .number, datalist, option')) continue;
        const chinese = /[\u4e00-\u9fff]/.test(text);
        if (english ? chinese : !chinese && /[a-z]{4,}/.test(text)) found.foreign.push(text.slice(0, 60));
    }
    for (const list of Object.values(found)) list.splice(0, list.length, ...new Set(list));
    return found;
})()";

/// Measures the page as it is shown now.
///
/// # Errors
/// The browser says no.
pub fn look(page: &Page) -> Result<Looks> {
    let found = page.eval(MEASURE)?;
    let list = |key: &str| {
        let texts = found[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(Looks {
        sideways: list("sideways"),
        cut: list("cut"),
        over: list("over"),
        scrolls: list("scrolls"),
        foreign: list("foreign"),
    })
}
