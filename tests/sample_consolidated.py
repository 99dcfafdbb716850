"""A consolidated text with footnotes, written for the tests, and the act that it consolidates."""

from __future__ import annotations

CONSOLIDATED = """VĂN PHÒNG BẾN CẢ
Số: 07/VBHN-VPBC
Hà Nội, ngày 12 tháng 4 năm 2033

NGHỊ ĐỊNH
Quy định về bến neo

Nghị định số 7/2030/NĐ-CP ngày 02 tháng 01 năm 2030 của Chính phủ quy định về bến neo, có hiệu lực kể từ \
ngày 01 tháng 3 năm 2030, được sửa đổi, bổ sung bởi:

Nghị định số 9/2031/NĐ-CP ngày 05 tháng 5 năm 2031 của Chính phủ sửa đổi, bổ sung một số điều của Nghị \
định số 7/2030/NĐ-CP, có hiệu lực kể từ ngày 01 tháng 7 năm 2031.

Căn cứ Luật Bến neo số 5/2029/QH16;[1]

Điều 1. Phạm vi

Nghị định này quy định về bến neo.

Điều 4. Thời hạn cấp phép[2]

1.[3] Thời hạn cấp phép bến là 9 ngày làm việc.

2. Thời hạn gia hạn bến mới[4] là 7 ngày.

3.[5] (được bãi bỏ)

4. Hồ sơ gồm:

a) Đơn;

b)[6] Bản vẽ bến.

Điều 5. Hiệu lực thi hành[7]

Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.

[1] Nghị định số 9/2031/NĐ-CP có căn cứ ban hành như sau: “Căn cứ Luật Bến neo số 5/2029/QH16;”

[2] Tên Điều này được sửa đổi theo quy định tại khoản 5 Điều 1 của Nghị định số 9/2031/NĐ-CP, có hiệu lực \
kể từ ngày 01 tháng 7 năm 2031.

[3] Khoản này được sửa đổi, bổ sung theo quy định tại khoản 1 Điều 1 Nghị định số 9/2031/NĐ-CP, có hiệu \
lực kể từ ngày 01 tháng 7 năm 2031.

[4] Cụm từ “bến cũ” được thay thế bằng cụm từ “bến mới” theo quy định tại khoản 2 Điều 1 của Nghị định số \
9/2031/NĐ-CP, có hiệu lực kể từ ngày 01 tháng 7 năm 2031.

[5] Khoản này được bãi bỏ theo quy định tại khoản 3 Điều 1 của Nghị định số 9/2031/NĐ-CP, có hiệu lực kể \
từ ngày 01 tháng 7 năm 2031.

[6] Điểm này được bổ sung theo quy định tại điểm a khoản 4 Điều 1 Nghị định số 9/2031/NĐ-CP.

[7] Điều 2 của Nghị định số 9/2031/NĐ-CP, có hiệu lực kể từ ngày 01 tháng 7 năm 2031, quy định như sau:

“Điều 2. Hiệu lực thi hành

1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.”
"""

BASE = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 1. Phạm vi
Nghị định này quy định về bến neo.
Điều 4. Thời hạn cấp phép
1. Thời hạn cấp phép bến là 14 ngày.
2. Thời hạn gia hạn bến cũ là 7 ngày.
3. Thời hạn thu hồi là 3 ngày.
4. Hồ sơ gồm:
a) Đơn.
Điều 5. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.
"""
