"""Words that are said every day, and so mark no name. Knows words alone."""

from __future__ import annotations

from retrieval.words import key, listed

# Words that are said every day, whatever the catalogue: alone or with each other they mark no title.
EVERYDAY = listed("""
a about above after again alien all alone always am an and another any anything are around as at away baby back bad be
beautiful because been before being best better big bit black blue boy boys brother but by call can car cars choice
city class close cold come crash cut dad dark day days dead dear do does dog done down dream dreams drive end enough
even ever every everything face fall family fast father fear few fight find fire first fish fly for friend
friends from fun future game games get ghost girl girls give go going gone good got great green group guy had happy
hard has hate have he head heart heat help her here hero heroes high him his home hope hour house how i idea if in
inside into is it its just keep kid kids kind king know lady last late leave let life light like little live long look
lost love mad made make man many me men might mind mine mission mom money monster moon more most mother move
music must my name need never new next nice night no not nothing now of off old on once one only open or other others
our out over part people perfect piano place play please point pretty prey quiet ran really red rest right road room
run sad said same save saw say school see seen set she should show signs silence sister small so some someone
something soon soul sound speed sport stand star start stay still stop story strange street such sunshine super sure
take taken talk team tell than that the their them then there these they thing things think this time to today
together told too top town true try two under until up us vacation very wait walk want war was watch water way we week
well went were what when where which white who why wife wild will wish with woman women wonder word words work world
would year years yes you young your yours
""")

# Words of any sentence about taste: as values they count only where their field's word leads in ("about love").
PROSE = listed("love like hate want play work time life night day watch look fun show people friend friends") | {
    key(word)
    for word in listed(
        "没有 其他 其它 别的 还有 所有 特色 推荐 附近 周边 环境 服务 味道 价格 便宜 好吃 好玩 不错 喜欢 地方 东西 今天 "
        "明天 晚上 中午 早上 朋友 孩子 家人 老板 大家 自己 什么 怎么 哪里 哪个 这个 那个 一个 两个 谢谢 你好 再见 电话 "
        "地址 时间 "
        "问题 可以 需要 知道 告诉"
    )
}
