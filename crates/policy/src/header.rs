//! The words of table headers and particulars in both languages, and the key that each has in code.

/// Key (the English header in lower case) and the Chinese headers.
const HEADERS: &[(&str, &[&str])] = &[
    ("accounting currency", &["记账货币"]),
    ("approved by", &["批准机关"]),
    ("attribute", &["属性"]),
    ("attributed to", &["归于"]),
    ("basis", &["依据"]),
    ("belongs to", &["所属"]),
    ("calendar", &["历法"]),
    ("check", &["检查"]),
    ("chosen by", &["谁定"]),
    ("cites", &["须引依据"]),
    ("code", &["代号"]),
    ("counts", &["计什么"]),
    ("currency", &["货币"]),
    ("date", &["日期"]),
    ("days", &["日数"]),
    ("deadline", &["时限"]),
    ("decision", &["决定"]),
    ("definition", &["定义"]),
    ("destination", &["目的地"]),
    ("destination country", &["目的国", "输往"]),
    ("digit", &["数字"]),
    ("district", &["区划"]),
    ("direction", &["方向"]),
    ("document", &["文件"]),
    ("does not", &["不办"]),
    ("effect", &["逾期"]),
    ("english", &["English", "英文"]),
    ("english explanation", &["英文说明"]),
    ("english name", &["英文名"]),
    ("enterprise", &["企业"]),
    ("entry", &["条目"]),
    ("epidemic", &["疫情"]),
    ("evidence", &["证据"]),
    ("except destination country", &["除外目的国", "除外输往"]),
    ("except hs", &["除外税号"]),
    ("except origin", &["除外原产"]),
    ("except purpose", &["除外用途"]),
    ("explanation", &["说明"]),
    ("factor", &["因子"]),
    ("format", &["格式"]),
    ("from", &["自"]),
    ("gate", &["事项"]),
    ("gate required", &["准入条件"]),
    ("grade", &["等级"]),
    ("handling", &["处置"]),
    ("hint", &["提示"]),
    ("hs", &["税号"]),
    ("item", &["项"]),
    ("kind", &["种类"]),
    ("kept", &["保存内容"]),
    ("language", &["语言"]),
    ("lead", &["牵头"]),
    ("length", &["长度"]),
    ("lightest first", &["从轻到重"]),
    ("measure", &["措施"]),
    ("member", &["成员"]),
    ("metric", &["指标"]),
    ("mode", &["模式"]),
    ("month", &["月"]),
    ("name", &["名称"]),
    ("needs", &["先要"]),
    ("note", &["备注"]),
    ("number", &["文号"]),
    ("number kind", &["号码"]),
    ("office", &["机构"]),
    ("origin", &["原产"]),
    ("origin or despatch", &["原产或启运"]),
    ("package", &["包装种类"]),
    ("package material", &["材质"]),
    ("packing", &["包装"]),
    ("phrase", &["用语"]),
    ("pilot", &["试点"]),
    ("place", &["地点"]),
    ("port", &["口岸"]),
    ("provisional", &["暂定"]),
    ("purpose", &["用途"]),
    ("rate", &["对记账货币", "对人民币", "汇率"]),
    ("read for", &["查看目的"]),
    ("reason", &["理由"]),
    ("reference currency", &["参考货币"]),
    ("refusal", &["情形"]),
    ("remark", &["附注"]),
    ("requirement", &["要求"]),
    ("rest days", &["休息日"]),
    ("reworks", &["返工整理次数"]),
    ("role", &["角色"]),
    ("series", &["序列"]),
    ("slogan", &["标语"]),
    ("source", &["来源"]),
    ("standard unit", &["标准单位"]),
    ("start", &["起算"]),
    ("status", &["状态"]),
    ("step", &["步骤"]),
    ("stop", &["止于"]),
    ("tariff digits", &["商品编码位数"]),
    ("term", &["名词"]),
    ("tile", &["图位"]),
    ("time zone", &["时区"]),
    ("transport", &["运输方式"]),
    ("treatment", &["处理"]),
    ("unit", &["单位"]),
    ("until", &["至"]),
    ("value", &["值"]),
    ("version", &["版本"]),
    ("when", &["何时"]),
    ("when needed", &["何时需要"]),
    ("while not in force", &["清单未生效时"]),
];

/// The key of a header in either language.
pub(crate) fn key(text: &str) -> Option<&'static str> {
    let text = text.trim();
    HEADERS.iter().find(|(key, zh)| key.eq_ignore_ascii_case(text) || zh.contains(&text)).map(|h| h.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_has_two_keys() {
        let mut words: Vec<String> =
            HEADERS.iter().flat_map(|(k, zh)| zh.iter().map(|w| w.to_lowercase()).chain([(*k).to_owned()])).collect();
        words.sort();
        let all = words.len();
        words.dedup();
        // "english" is both a key and, as a header in Chinese texts, a word.
        assert_eq!(words.len(), all - 1);
        assert_eq!([key("税号"), key("HS"), key("何时"), key("x")], [Some("hs"), Some("hs"), Some("when"), None]);
    }
}
